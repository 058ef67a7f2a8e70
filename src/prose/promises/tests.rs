use proptest::prelude::*;

use super::super::lexicon::dictionary;
use super::super::periods::periods;
use super::*;

const PHONE: FactChannel<'static> = FactChannel {
    id: "phone",
    kind: ChannelKind::Phone,
    complaints: false,
};
const COMPLAINTS: FactChannel<'static> = FactChannel {
    id: "complaints",
    kind: ChannelKind::Email,
    complaints: true,
};

/// A block with what is around it.
struct Case<'a> {
    text: &'a str,
    facts: &'a [FactSpan<'a>],
    heading: Option<&'a str>,
    page_title: &'a str,
}

fn promises_of(language: &str, case: &Case<'_>) -> Vec<Promise> {
    let dictionary = dictionary(language);
    let tokens = dictionary.split(case.text);
    promises(&Promising {
        tokens: &tokens,
        stated: &periods(&tokens),
        facts: case.facts,
        heading: case.heading,
        is_first: true,
        page_title: case.page_title,
    })
}

/// What a block promises, as `channel stage time`.
fn promised(language: &str, block: &Case<'_>) -> Vec<String> {
    promises_of(language, block)
        .into_iter()
        .map(|promise| {
            let channel = match promise.channel {
                ChannelRef::Kind(kind) => kind.as_str().to_owned(),
                ChannelRef::Id(id) => format!("#{id}"),
                ChannelRef::Complaints => "complaints".to_owned(),
            };
            format!("{channel} {} {}", promise.stage.as_str(), promise.time)
        })
        .collect()
}

/// What a sentence promises below a heading.
fn below(language: &str, heading: &str, text: &str) -> Vec<String> {
    let block = Case {
        text,
        facts: &[],
        heading: Some(heading),
        page_title: "Help",
    };
    promised(language, &block)
}

#[test]
fn promises_in_english() {
    for (text, promise) in [
        ("We reply within 24 hours.", "email first_reply 24 hours"),
        (
            "We'll get back to you within one day.",
            "email first_reply 1 day",
        ),
        (
            "We’ll get back to you within a day",
            "email first_reply 1 day",
        ),
        (
            "Our team answers emails within 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "You get a reply in 3 business days.",
            "email first_reply 3 business days",
        ),
        (
            "You will hear from us within 2 days.",
            "email first_reply 2 days",
        ),
        (
            "You can expect a reply in under an hour.",
            "email first_reply 1 hour",
        ),
        (
            "A person replies within 4 hours.",
            "email first_reply 4 hours",
        ),
        (
            "We promise to respond within 2 days.",
            "email first_reply 2 days",
        ),
        (
            "Expect a response within 48 hours.",
            "email first_reply 48 hours",
        ),
        (
            "Our response time is 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "We reply no later than 2 days after you write.",
            "email first_reply 2 days",
        ),
        ("We reply within 2 to 3 days.", "email first_reply 3 days"),
        (
            "We reply within the next 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "Someone will reply by the next business day.",
            "email first_reply 1 business day",
        ),
        (
            "When you write to us, we reply within 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "We read every word, and reply within 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "We answer, weekdays and Saturdays alike, within 24 hours.",
            "email first_reply 24 hours",
        ),
        (
            "We acknowledge every message within 1 hour.",
            "email acknowledgement 1 hour",
        ),
        ("We take up to 2 days to reply.", "email first_reply 2 days"),
        (
            "You'll get a personal answer in no more than three working days.",
            "email first_reply 3 business days",
        ),
        (
            "Within 24 hours, a person replies.",
            "email first_reply 24 hours",
        ),
        (
            "You get an automatic reply within 5 minutes.",
            "email acknowledgement 5 minutes",
        ),
        (
            "We confirm receipt within 5 minutes.",
            "email acknowledgement 5 minutes",
        ),
        ("We update you every week.", "email update 1 week"),
        (
            "You get an update at least every 2 business days.",
            "email update 2 business days",
        ),
        (
            "We keep you posted every three days.",
            "email update 3 days",
        ),
        (
            "We resolve it within 10 business days.",
            "email resolution 10 business days",
        ),
        // No reporter.
        (
            "You report it, and we reply within 2 days.",
            "email first_reply 2 days",
        ),
        (
            "You receive our final answer within 3 weeks.",
            "email resolution 3 weeks",
        ),
        (
            "We close your case within 30 days.",
            "email resolution 30 days",
        ),
    ] {
        assert_eq!(below("en", "Email us", text), [promise], "{text}");
    }
}

#[test]
fn promises_in_spanish() {
    for (text, promise) in [
        ("Respondemos en 24 horas.", "email first_reply 24 hours"),
        // No empleo.
        (
            "Un empleado de nuestro equipo responde en 24 horas.",
            "email first_reply 24 hours",
        ),
        (
            "Le contestamos en un plazo de 3 días hábiles.",
            "email first_reply 3 business days",
        ),
        (
            "Recibirá una respuesta en dos días.",
            "email first_reply 2 days",
        ),
        (
            "Una persona le responde en un plazo de 4 horas.",
            "email first_reply 4 hours",
        ),
        (
            "Nuestro equipo contesta los correos en menos de 24 horas.",
            "email first_reply 24 hours",
        ),
        (
            "Los mensajes se responden en un día.",
            "email first_reply 1 day",
        ),
        (
            "Respondemos a más tardar en dos días.",
            "email first_reply 2 days",
        ),
        (
            "Si nos escribe, le respondemos en 24 horas.",
            "email first_reply 24 hours",
        ),
        ("Sí, respondemos en 24 horas.", "email first_reply 24 hours"),
        (
            "Acusamos recibo en un plazo de 5 minutos.",
            "email acknowledgement 5 minutes",
        ),
        ("Le informamos cada semana.", "email update 1 week"),
        (
            "Recibe novedades cada 2 días hábiles.",
            "email update 2 business days",
        ),
        (
            "Resolvemos su caso en un plazo de 10 días hábiles.",
            "email resolution 10 business days",
        ),
    ] {
        assert_eq!(below("es", "Correo electrónico", text), [promise], "{text}");
    }
}

#[test]
fn the_channel_comes_from_the_sentence_then_the_heading_then_the_title() {
    for (title, heading, text, promise) in [
        (
            "Email",
            Some("Chat"),
            "Our phone line is answered within 10 minutes.",
            "phone first_reply 10 minutes",
        ),
        (
            "Email",
            Some("Chat"),
            "We reply within 10 minutes.",
            "chat first_reply 10 minutes",
        ),
        (
            "Email",
            Some("How fast are we?"),
            "We reply within 10 minutes.",
            "email first_reply 10 minutes",
        ),
        (
            "Email",
            None,
            "We reply within 10 minutes.",
            "email first_reply 10 minutes",
        ),
        (
            "Help",
            Some("Chat"),
            "Email: care@hudson.example. A person replies within 4 hours.",
            "email first_reply 4 hours",
        ),
        (
            "Help",
            None,
            "Chat: a person joins within 4 minutes.",
            "chat first_reply 4 minutes",
        ),
        (
            "Help",
            None,
            "We reply to letters within 2 weeks.",
            "mail first_reply 2 weeks",
        ),
        (
            "Help",
            None,
            "We resolve complaints within 30 days.",
            "complaints resolution 30 days",
        ),
        (
            "Complaints",
            None,
            "We resolve it within 30 days.",
            "complaints resolution 30 days",
        ),
        (
            "Help",
            None,
            "A person replies to your e-mail within 2 days.",
            "email first_reply 2 days",
        ),
        (
            "Help",
            None,
            "In the chat, a person replies within 2 minutes.",
            "chat first_reply 2 minutes",
        ),
    ] {
        let block = Case {
            text,
            facts: &[],
            heading,
            page_title: title,
        };
        assert_eq!(
            promised("en", &block),
            [promise],
            "{title}, {heading:?}: {text}"
        );
    }
}

#[test]
fn a_sentence_that_is_unclear_promises_nothing() {
    for text in [
        // The channel.
        "By phone or email we answer within 24 hours.",
        "We reply to email complaints within 24 hours.",
        "We reply to your text message within 24 hours.",
        // The stage.
        "We write within 24 hours.",
        "We confirm receipt and resolve it within 24 hours.",
        "We read it within 24 hours.",
        "You have our answer within 10 business days.",
        "We send you our reply within 10 business days.",
        // Estimates.
        "We usually reply within 24 hours.",
        "We close most cases within 5 days.",
        "We reply in about 24 hours.",
        // Not we.
        "The Department replies within 24 hours.",
        "Your bank answers within 3 days.",
        "You get a reply from your bank within 3 days.",
        "Please reply within 24 hours.",
        "Reply within 24 hours or we close your case.",
        "We ask that you reply within 10 days.",
        "We ask you to answer within 24 hours.",
        "We need your answer within 24 hours.",
        "We give you 10 days to respond.",
        "You have 10 days to reply.",
        "You must answer within 10 days.",
        "Check your messages and reply within 24 hours.",
        "Send us your answer within 10 days.",
        "We expect a response from you within 48 hours.",
        "We wait for your reply, and close the case within 30 days.",
        "They reply within 2 days.",
        "Customers get a reply, and transfers arrive within 24 hours.",
        // Negations, conditions, questions.
        "We cannot reply within 24 hours.",
        "We do not always reply within 24 hours.",
        "We can't promise to reply within 24 hours.",
        "If you do not hear from us within 24 hours, call.",
        "Unless we resolve it within 30 days, you can go to the Department.",
        "Do we reply within 24 hours?",
        "Not all messages are answered within 24 hours.",
        "We close your case if we get no reply within 10 days.",
        // No deadline.
        "We keep our replies for 90 days.",
        "We answered messages of the last 30 days.",
        "We reply to messages that are older than 2 days.",
        "We reply after 2 days.",
        "You hear from us when 2 days have passed.",
        "We answer every day.",
        "We keep our replies for up to 90 days.",
        "We reply to messages sent within 30 days.",
        "A withdrawal is sent within 2 days after we resolve it.",
        "We pay within 2 days of our final answer.",
        "During outages, we send updates every 30 minutes.",
        "We resolve 9 out of 10 requests within 5 days.",
        "We have replied within 24 hours in each of the last 12 months.",
        "We respond to law enforcement within 10 days.",
        // Measured, or while closed.
        "We answered 95% of messages within 24 hours.",
        "Last quarter, we replied within 20 hours.",
        "Leave a voicemail, and we reply within 1 business day.",
        "When we are closed, we reply within 2 days.",
        "Leave a message. A person replies within 1 business day.",
        "When we are closed: write. We reply within 2 days.",
        // Beside complaints.
        "You can file a complaint. We reply within 2 days.",
        "By email or form: we reply within 2 days.",
        // Opening hours.
        "We answer 24 hours a day, 7 days a week.",
        "We answer on our 24-hour line.",
        "We reply immediately.",
        // Goals.
        "We aim to answer emails within 4 hours, and promise 1 business day.",
        "We try to reply within 4 hours.",
        "Our goal is to reply within 4 hours.",
        "Our team aims to respond within 2 hours.",
        // Another time.
        "Until 2025, we answered emails within 2 business days.",
        "From January 2027 on, we reply within 4 hours.",
        "We answered within 2 business days.",
        "We replied to all of them within 3 days.",
        "Emails that reach us after 6 p.m. are answered within 2 days.",
        // Another purpose.
        "For press questions, we reply by email within 3 business days.",
        "We reply to journalists within 3 business days.",
        "Partners get a reply within 5 business days.",
        "We answer job applications within 3 weeks.",
        "We reply to legal requests within 10 business days.",
        "We reply to feedback surveys sent by email within 2 weeks.",
        "Investors get a reply within 5 days.",
        // A confirmation of something.
        "You should receive our confirmation email within 10 minutes.",
        "You get a confirmation email within 10 minutes.",
        "We confirm receipt of your deposit by email within 1 day.",
        // Something else.
        "We update our prices every hour.",
        "We update your balance every 10 minutes.",
        "We close your account within 30 days.",
        "Your code is valid for 10 minutes.",
    ] {
        assert_eq!(below("en", "Email us", text), [""; 0], "{text}");
    }
    for text in [
        "Por teléfono o por correo respondemos en 24 horas.",
        "Normalmente respondemos en 24 horas.",
        "Pagamos en 2 días desde que resolvemos su caso.",
        "Guardamos las respuestas hasta 90 días.",
        "Le damos novedades y nuestra respuesta en un plazo de 10 días hábiles.",
        "No respondemos en 24 horas.",
        "¿Respondemos en 24 horas?",
        "Responda en un plazo de 10 días.",
        "Si no recibe una respuesta en 24 horas, llame.",
        "Su banco responde en 3 días.",
        "Debe contestar en un plazo de 10 días.",
        "Tiene 10 días para responder.",
        "Necesitamos su respuesta en 24 horas.",
        "Esperamos su respuesta en 24 horas.",
        "Deje un mensaje y le respondemos en un día hábil.",
        "Respondemos las 24 horas.",
        "La mayoría de los casos se resuelve en 5 días hábiles.",
        "Cuando su respuesta llega en 2 días, la leemos.",
        "Intentamos responder en 4 horas.",
        "Nuestra meta es responder en 4 horas.",
        "Procuramos contestar en un plazo de 4 horas.",
        "Hasta 2025, respondimos los correos en dos días hábiles.",
        "Antes respondíamos en 4 horas.",
        "Para preguntas de la prensa, respondemos en 3 días hábiles.",
        "Respondemos las solicitudes de empleo en 3 semanas.",
        "Respondemos a las encuestas en 2 semanas.",
        "Recibirá nuestro correo de confirmación en 10 minutos.",
    ] {
        assert_eq!(below("es", "Correo electrónico", text), [""; 0], "{text}");
    }
}

#[test]
fn a_reply_to_a_complaint_may_be_its_end() {
    for (text, promise) in [
        ("We answer complaints within 15 business days.", None),
        (
            "We respond to your complaint within 15 business days.",
            None,
        ),
        (
            "We reply to complaints within 2 business days.",
            Some("complaints first_reply 2 business days"),
        ),
        (
            "We give complaints a final answer within 15 days.",
            Some("complaints resolution 15 days"),
        ),
    ] {
        let expected: Vec<&str> = promise.into_iter().collect();
        assert_eq!(below("en", "Help", text), expected, "{text}");
    }
    assert_eq!(
        below("es", "Quejas", "Respondemos en 15 días hábiles."),
        [""; 0]
    );
    // A page about complaints may have its own e-mail address.
    let block = Case {
        text: "By email, we reply within 2 business days.",
        facts: &[],
        heading: None,
        page_title: "Complaints",
    };
    assert_eq!(promised("en", &block), [""; 0]);
}

#[test]
fn what_happens_while_closed_is_no_first_reply() {
    let heading = "What if you are closed?";
    assert_eq!(
        below("en", heading, "By email, we reply within 2 days."),
        [""; 0]
    );
    assert_eq!(
        below(
            "es",
            "¿Y si está cerrado?",
            "Respondemos los correos en dos días."
        ),
        [""; 0]
    );
}

/// The place of `part` in a text.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = text.find(part).unwrap_or_default();
    start..start + part.len()
}

#[test]
fn facts_agree_by_themselves_and_name_their_channel() {
    let text = "We confirm receipt within 5 minutes and reply within 24 hours at (888) 555-0134.";
    for (period, channel, expected) in [
        ("5 minutes", PHONE, vec!["#phone first_reply 24 hours"]),
        ("24 hours", PHONE, vec!["#phone acknowledgement 5 minutes"]),
        (
            "5 minutes",
            COMPLAINTS,
            vec!["#complaints first_reply 24 hours"],
        ),
    ] {
        let facts = [
            FactSpan {
                span: place(text, period),
                channel: None,
                tells: Tells::Other,
            },
            FactSpan {
                span: place(text, "(888) 555-0134"),
                channel: Some(channel),
                tells: Tells::Other,
            },
        ];
        let block = Case {
            text,
            facts: &facts,
            heading: None,
            page_title: "Help",
        };
        assert_eq!(promised("en", &block), expected);
    }
    for (text, part, channel) in [
        // The word and the fact disagree.
        ("By email at X, we reply within 2 days.", "X", PHONE),
        ("We reply to complaints at X within 2 days.", "X", PHONE),
    ] {
        let facts = [FactSpan {
            span: place(text, part),
            channel: Some(channel),
            tells: Tells::Other,
        }];
        let block = Case {
            text,
            facts: &facts,
            heading: None,
            page_title: "Help",
        };
        assert_eq!(promised("en", &block), [""; 0], "{text}");
    }
}

#[test]
fn another_purpose_in_the_heading_has_times_of_its_own() {
    for heading in ["Press", "Media inquiries", "For press", "Careers"] {
        let promised = below("en", heading, "We answer emails within 3 business days.");
        let expected: &[&str] = match heading {
            // The word alone may be anything.
            "Press" => &["email first_reply 3 business days"],
            _ => &[],
        };
        assert_eq!(promised, expected, "{heading}");
    }
    let text = "We answer emails within 3 business days.";
    assert_eq!(below("es", "Medios de comunicación", text), [""; 0]);
}

#[test]
fn an_answer_of_a_few_words_is_a_promise_of_what_the_heading_asks() {
    for (language, heading, text, promise) in [
        (
            "en",
            "How fast do you answer emails?",
            "Within two business days.",
            "email first_reply 2 business days",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "It takes up to 3 business days.",
            "email first_reply 3 business days",
        ),
        (
            "en",
            "How soon do I get a reply by email?",
            "In 4 hours. Sooner in chat.",
            "email first_reply 4 hours",
        ),
        (
            "en",
            "When do you reply to letters?",
            "Two weeks.",
            "mail first_reply 2 weeks",
        ),
        (
            "en",
            "How quickly are complaints resolved?",
            "Within 30 days.",
            "complaints resolution 30 days",
        ),
        (
            "es",
            "¿Cuánto tardan en contestar los correos?",
            "Dos días hábiles.",
            "email first_reply 2 business days",
        ),
        (
            "es",
            "¿En cuánto tiempo responden los correos?",
            "En un plazo de 4 horas.",
            "email first_reply 4 hours",
        ),
    ] {
        assert_eq!(
            below(language, heading, text),
            [promise],
            "{heading} {text}"
        );
    }
    for (language, heading, text) in [
        (
            "en",
            "How fast do you answer emails?",
            "Usually within two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "Most within two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "We do not promise two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "Your bank needs two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "We are open. Within two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "Every two business days.",
        ),
        (
            "en",
            "How fast do you answer emails?",
            "Letters: two weeks.",
        ),
        (
            "en",
            "How fast do you usually answer emails?",
            "Within two business days.",
        ),
        ("en", "How fast do you answer?", "Within two business days."),
        (
            "en",
            "How fast do you answer emails and calls?",
            "Within two business days.",
        ),
        (
            "en",
            "How fast do you answer emails when you are closed?",
            "Within two business days.",
        ),
        (
            "en",
            "How fast do you answer complaints?",
            "Within two business days.",
        ),
        (
            "en",
            "How fast do you answer press emails?",
            "Within two business days.",
        ),
        ("en", "How long do you keep emails?", "Two years."),
        (
            "en",
            "When must I answer your emails?",
            "Within two business days.",
        ),
        (
            "en",
            "How long do I have to reply to your email?",
            "Ten days.",
        ),
        (
            "en",
            "When do you close my case if I do not answer your email?",
            "Within 30 days.",
        ),
        ("en", "How long is an email link valid?", "Ten minutes."),
        (
            "es",
            "¿Cuánto tardan en contestar los correos?",
            "Normalmente dos días hábiles.",
        ),
        (
            "es",
            "¿Cuándo debo contestar su correo?",
            "En dos días hábiles.",
        ),
        (
            "es",
            "¿Cuánto tiempo tengo para responder un correo?",
            "Diez días.",
        ),
        (
            "es",
            "¿Cuánto tiempo guardan los correos?",
            "Dos años y 30 días.",
        ),
        ("es", "¿Cuánto tardan en contestar?", "Dos días hábiles."),
    ] {
        assert_eq!(below(language, heading, text), [""; 0], "{heading} {text}");
    }
    let dictionary = dictionary("en");
    let tokens = dictionary.split("Within two weeks.");
    let later = promises(&Promising {
        tokens: &tokens,
        stated: &periods(&tokens),
        facts: &[],
        heading: Some("How fast do you answer emails?"),
        is_first: false,
        page_title: "Help",
    });
    assert_eq!(later, []);
}

#[test]
fn more_promises_that_can_be_read_surely() {
    for (language, text, promise) in [
        (
            "en",
            "Email: reply within 2 business days",
            "email first_reply 2 business days",
        ),
        (
            "en",
            "Email response time: 2 business days",
            "email first_reply 2 business days",
        ),
        (
            "en",
            "Emails: answered within 3 working days.",
            "email first_reply 3 business days",
        ),
        (
            "en",
            "Chat: first reply in 10 minutes",
            "chat first_reply 10 minutes",
        ),
        (
            "en",
            "Please allow 3 business days for a reply to your email.",
            "email first_reply 3 business days",
        ),
        (
            "en",
            "Please allow us up to 3 business days for a response by email.",
            "email first_reply 3 business days",
        ),
        (
            "en",
            "Responses to emails can take up to 5 business days.",
            "email first_reply 5 business days",
        ),
        (
            "en",
            "We answer emails in max. 2 days.",
            "email first_reply 2 days",
        ),
        (
            "en",
            "We answer emails the next business day.",
            "email first_reply 1 business day",
        ),
        (
            "en",
            "Emails are answered on the next working day.",
            "email first_reply 1 business day",
        ),
        (
            "en",
            "We reply within 1 business day to emails and within 15 minutes in chat.",
            "email first_reply 1 business day",
        ),
        (
            "en",
            "We answer calls within 2 minutes, email within 1 day.",
            "phone first_reply 2 minutes",
        ),
        (
            "es",
            "Tardamos dos días hábiles en contestar los correos.",
            "email first_reply 2 business days",
        ),
        (
            "es",
            "Respondemos los correos entre 24 y 48 horas.",
            "email first_reply 48 hours",
        ),
        (
            "es",
            "Contestamos los correos en un plazo de 2 a 3 días hábiles.",
            "email first_reply 3 business days",
        ),
        (
            "es",
            "Respondemos los correos al siguiente día hábil.",
            "email first_reply 1 business day",
        ),
    ] {
        assert_eq!(below(language, "Help", text), [promise], "{text}");
    }
    let text = "Write to {complaints.address}. A specialist replies within 3 business days.";
    assert_eq!(
        with_facts("Help", text),
        ["#complaints first_reply 3 business days"]
    );
    let text = "Call {phone.number}. A specialist replies by email within 3 days.";
    assert_eq!(with_facts("Help", text), ["email first_reply 3 days"]);
}

/// What companies rightly write, in the order of the two languages.
#[test]
fn what_companies_write_beside_their_promises_is_quiet() {
    for text in [
        "Email: usually answered within 3 working days.",
        "Average email response time: 2 business days",
        "For wire recalls, we reply by email within 10 business days.",
        "During a big release, we reply to emails within 5 days.",
        "Premium members: we answer emails within 1 hour.",
        "Enterprise customers get an email reply within 1 hour.",
        "Please allow 3 business days for a reply to your email during busy weeks.",
        "Email: please reply within 10 days",
        "Email: your reply within 10 days",
        "Reply to our email: within 10 days",
        "Reply within 2 business days.",
        "Email: open 24 hours",
        "Email: kept for 2 years",
        "Email links: valid for 10 minutes",
        "Email and chat: answered within 3 working days.",
        "Please allow 3 business days for a reply from your bank.",
        "Please allow 3 business days for your transfer.",
        "Please allow cookies, and reply to our email within 3 days.",
        "Your responses to our emails can take up to 5 business days.",
        "Responses to our emails are due within 5 business days.",
        "Replies to our questions are due by email within 10 days.",
        "Emails sent on a Saturday are answered the next business day.",
        "Emails that come in late are answered the next business day.",
        "Emails received late are answered on the next business day.",
        "If you email us at night, we answer the next business day.",
        "After a holiday, we answer emails the next business day.",
        "Your email reaches the team the next business day.",
        "We usually answer emails the next business day.",
        "We may answer emails the next business day.",
        "We answer calls, and reply to emails and letters within 2 days.",
        "Email us a photo of your ID within 30 days.",
        "Emails from us expire within 24 hours.",
        "A code sent by email works for 10 minutes.",
        "We keep emails for at least 7 years.",
        "An email change takes effect within 24 hours.",
        "After you change your email, withdrawals pause for 24 hours.",
        "We email you a statement within 5 days of the end of each month.",
        "Reset links in an email last 30 minutes.",
        "You have 10 days to answer our email.",
        "If you did not answer our email within 10 days, we asked again.",
        "Phishing emails ask you to reply within 24 hours.",
        "We never ask you to respond to an email within an hour.",
        "No email of ours tells you to answer within 24 hours.",
        "Our email team works 12 hours a day.",
        "You can email us again after 3 business days.",
        "Deposits by wire are credited within 1 business day, and we email you.",
        "A bank answers our emails within 5 days.",
        "DFS answers emails within 10 days.",
        "Last year, 9 of 10 emails got a reply within 4 hours.",
        "In 2025 we replied to emails within 6 hours.",
        "We hope to reply to emails within 4 hours.",
        "Emails about an outage are not answered one by one within the hour.",
        "You hear about a new fee by email at least 30 days before it starts.",
    ] {
        assert_eq!(below("en", "Help", text), [""; 0], "{text}");
    }
    for text in [
        "Correo: normalmente contestado en 3 días hábiles.",
        "Responda nuestro correo entre 24 y 48 horas.",
        "Correo electrónico: responda en 10 días hábiles",
        "Para devoluciones de transferencias, respondemos por correo en 10 días hábiles.",
        "Clientes empresariales: respondemos los correos en 1 hora.",
        "Los correos enviados el sábado se contestan al siguiente día hábil.",
        "Los correos que llegan tarde se responden al siguiente día hábil.",
        "Su banco tarda de 2 a 3 días hábiles en contestar los correos.",
        "Guardamos los correos entre 5 y 7 meses.",
        "El enlace del correo vence en 10 minutos.",
        "El código que llega por correo dura 10 minutos.",
        "Le avisamos por correo 30 días antes de subir una tarifa.",
        "Envíe su identificación por correo en un plazo de 30 días.",
        "Solemos tardar dos días hábiles en contestar los correos.",
        "No tardamos dos días hábiles en contestar los correos.",
        "Si tardamos dos días hábiles en contestar un correo, llámenos.",
        "Un correo falso le pide responder en 24 horas.",
        "Tiene 10 días para contestar nuestro correo.",
        "En 2025 contestamos los correos en 6 horas.",
        "La Autoridad responde los correos en 10 días.",
        "Esperamos responder los correos en 4 horas.",
        "Tratamos de contestar los correos en 4 horas.",
        "Los retiros se pausan 24 horas al cambiar de correo.",
        "Nadie de nuestro equipo le pide contestar un correo en una hora.",
    ] {
        assert_eq!(below("es", "Ayuda", text), [""; 0], "{text}");
    }
}

const EMAIL: FactChannel<'static> = FactChannel {
    id: "email",
    kind: ChannelKind::Email,
    complaints: false,
};
const CHAT: FactChannel<'static> = FactChannel {
    id: "chat",
    kind: ChannelKind::Chat,
    complaints: false,
};

/// What a sentence promises in which the facts in braces, such as `{chat.first_reply}`, are filled in.
fn with_facts(heading: &str, template: &str) -> Vec<String> {
    let mut text = String::new();
    let mut facts = Vec::new();
    for part in template.split('{') {
        let Some((name, rest)) = part.split_once('}') else {
            text.push_str(part);
            continue;
        };
        let (id, name) = name.split_once('.').unwrap_or_default();
        let channel = [PHONE, EMAIL, CHAT, COMPLAINTS]
            .into_iter()
            .find(|channel| channel.id == id);
        let (filled_in, tells) = match (Stage::named(name), name) {
            (Some(stage), _) => ("7 hours", Tells::Commitment(stage)),
            (None, "returned_within") => ("7 hours", Tells::Return),
            _ => ("care@mail.bank.example", Tells::Other),
        };
        let start = text.len();
        text.push_str(filled_in);
        facts.push(FactSpan {
            span: start..text.len(),
            channel,
            tells,
        });
        text.push_str(rest);
    }
    let block = Case {
        text: &text,
        facts: &facts,
        heading: Some(heading),
        page_title: "Help",
    };
    promised("en", &block)
}

#[test]
fn a_fact_of_another_channel_or_stage_is_a_promise_of_the_one_that_is_named() {
    for (text, promise) in [
        (
            "We answer emails within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "We answer emails within {email.resolution}.",
            "#email first_reply",
        ),
        ("We reply within {email.resolution}.", "#email first_reply"),
        (
            "Our chat team answers within {email.first_reply}.",
            "chat first_reply",
        ),
        (
            "Email: we reply within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "By email, we reply within {chat.first_reply}.",
            "email first_reply",
        ),
        (
            "We update you by email every {email.first_reply}.",
            "#email update",
        ),
        (
            "We confirm receipt within {email.first_reply}.",
            "#email acknowledgement",
        ),
        ("We answer calls within {phone.returned_within}.", ""),
        (
            "We answer emails within {phone.returned_within}.",
            "email first_reply",
        ),
        (
            "We reply to complaints within {email.first_reply}.",
            "complaints first_reply",
        ),
        (
            "Write to {email.address}, and a person replies within {chat.first_reply}.",
            "#email first_reply",
        ),
        (
            "We resolve it within {email.first_reply}.",
            "#email resolution",
        ),
    ] {
        let promise = (!promise.is_empty()).then(|| format!("{promise} 7 hours"));
        let expected: Vec<String> = promise.into_iter().collect();
        assert_eq!(with_facts("Help", text), expected, "{text}");
    }
}

#[test]
fn facts_of_the_channel_and_stage_that_are_meant_agree_by_themselves() {
    for text in [
        "We answer emails within {email.first_reply}.",
        "A person replies within {email.first_reply}.",
        "Write to {complaints.address}, and a person replies within {complaints.first_reply}.",
        // Both are addresses.
        "We reply by email within {complaints.first_reply}.",
        "We reply to complaints within {complaints.first_reply}.",
        // The answer to a complaint may be its end, and so may another that nothing else is said of.
        "We answer within {complaints.resolution}.",
        "We answer complaints within {complaints.resolution}.",
        "We answer within {email.resolution}.",
        "You have our answer within {email.resolution}.",
        // Another channel is named, but the promise is not about it.
        "Ask for a copy of the chat, and we reply within {email.first_reply}.",
        "We read your letter, and reply to you within {email.first_reply}.",
        "When the chat is over, a person replies within {email.first_reply}.",
        // Several channels.
        "We reply to emails within {email.first_reply} and in chat within {chat.first_reply}.",
        "By phone or email, we reply within {chat.first_reply}.",
        "We reply to your complaint by email within {complaints.first_reply}, and to others within {email.first_reply}.",
        // Several stages, or none.
        "We confirm receipt within {email.acknowledgement} and reply within {email.first_reply}.",
        "We confirm receipt and answer emails within {chat.first_reply}.",
        "By chat: {email.first_reply}.",
        "We read emails within {chat.first_reply}.",
        // No promise.
        "We usually answer emails within {chat.first_reply}.",
        "If you hear nothing by email within {chat.first_reply}, reply to us.",
        "Do we answer emails within {chat.first_reply}?",
        // When nobody is there.
        "Leave a voicemail. A person replies within {phone.returned_within}.",
        "A person replies within {phone.returned_within}.",
        "We answer the phone, {phone.number}, or reply within {phone.returned_within}.",
        // What is no time of a channel.
        "We answer emails, and {chat.hours} is when we chat.",
    ] {
        assert_eq!(with_facts("Help", text), [""; 0], "{text}");
    }
    // What the heading names may not be what a fact of another channel is about.
    let text = "In a hurry? Write to us, and we reply within {email.first_reply}.";
    assert_eq!(with_facts("Chat", text), [""; 0]);
    let text = "We reply by email within {complaints.first_reply}.";
    assert_eq!(with_facts("Complaints", text), [""; 0]);
}

#[test]
fn a_promise_is_placed_at_its_period() {
    let text = "Hello. By chat, we reply within two minutes.";
    let block = Case {
        text,
        facts: &[],
        heading: None,
        page_title: "",
    };
    let found = promises_of("en", &block);
    let places: Vec<_> = found
        .iter()
        .map(|promise| &text[promise.span.clone()])
        .collect();
    assert_eq!(places, ["two minutes"]);
    assert_eq!(promised("de", &block), [""; 0]);
}

proptest! {
    #[test]
    fn any_text_gives_places_in_it(text in "\\PC{0,50}|(we |you |reply |within |every |2 days|\\. |, |and |if |email |phone |complaint |respondemos |en |días ){0,16}", at in 0usize..40, len in 0usize..9) {
        let facts = [FactSpan { span: at..at + len, channel: Some(PHONE), tells: Tells::Commitment(Stage::FirstReply) }];
        for language in ["en", "es"] {
            let block = Case { text: &text, facts: &facts, heading: Some(&text), page_title: &text };
            for promise in promises_of(language, &block) {
                prop_assert!(text.get(promise.span).is_some());
            }
        }
    }
}
