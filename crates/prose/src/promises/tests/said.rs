//! What is read as a promise.

use super::*;

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
