//! What looks like a promise and is none.

use super::*;

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
