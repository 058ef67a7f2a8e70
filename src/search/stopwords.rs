//! Words and endings that carry no meaning of their own, and words that do although a common list
//! drops them.
//!
//! The lists of `elasticlunr-rs` are the base. They also hold words that decide what a customer
//! means: "my card was *not* accepted", "retirar *sin* comisión". Those stay in the index.

/// Words of elasticlunr's stop list for `lang` that the index keeps.
///
/// Negations in every language with a stemmer; in Spanish also `estado`, which the list takes for
/// a form of *estar* but which is the *statement* in "estado de cuenta".
pub fn kept(lang: &str) -> &'static [&'static str] {
    match lang {
        "en" => &["cannot", "no", "nor", "not"],
        "es" => &["estado", "estados", "nada", "ni", "no", "sin"],
        "da" => &["ikke"],
        "de" => &[
            "kein", "keine", "keinem", "keinen", "keiner", "keines", "nicht", "nichts", "ohne",
        ],
        "du" => &["geen", "niet", "niets", "zonder"],
        "fi" => &["ei", "eivät", "emme", "en", "et", "ette"],
        "fr" => &["ne", "pas", "sans"],
        "hu" => &["nem", "nincs", "ne", "se", "sem", "semmi"],
        "it" => &["non"],
        "no" => &["ikke", "ingen", "uten"],
        "pt" => &["nem", "não", "sem"],
        "ro" => &["fără", "nici", "nu"],
        "ru" => &["без", "не", "нельзя", "нет", "ни"],
        "sv" => &["icke", "ingen", "inte", "utan"],
        "tr" => &["değil"],
        _ => &[],
    }
}

/// The whole stop list of `lang` for the browser, which must know a stop word that no page uses
/// before it mistakes it for a typing error ("could" for "cloud").
///
/// Written down for the languages of the default theme; elsewhere the stop words that the site's
/// own pages use must do, see [`super::build`].
pub fn listed(lang: &str) -> &'static str {
    match lang {
        "en" => ENGLISH,
        "es" => SPANISH,
        _ => "",
    }
}

/// Words with which customers ask for anything at all, folded and separated by spaces. They stay in the
/// index, but say less than their rarity: few pages hold "please", and it is about none of them.
pub fn faint(lang: &str) -> &'static str {
    match lang {
        "en" => {
            "please help need know tell want thing things something hi hello thanks thank really \
             actually still trying tried try looking look going explain understand think thought \
             happened happen seems possible way able make made now here"
        }
        "es" => {
            "favor gracias hola ayuda ayudar ayudarme necesito quiero quisiera saber decir decirme cosa \
             cosas algo intento intentando intente trato tratando parece creo pienso entiendo entender \
             explicar paso pasa posible manera forma hacer hago hice puedo puede ahora aqui realmente"
        }
        _ => "",
    }
}

/// Endings by which the forms of one word differ, folded and separated by spaces, for the browser:
/// it has no stemmer, and reads "refunded" as "refund" if the site only uses that.
pub fn endings(lang: &str) -> &'static str {
    match lang {
        "en" => "s es ed d ing e er ers ly y ies ied ion ions ation ations ment ments al able",
        "es" => {
            "s es a o as os ar er ir ado ada ados adas ido ida idos idas ando iendo cion ciones \
             mente e en an amos r"
        }
        "de" | "du" => "e en er es em n s t te ten ung ungen ing ingen",
        "fr" => "s es e er ez ent ant re ee ees tion tions ment ments",
        "it" | "pt" | "ro" => {
            "a e i o s as os are ere ire ar er ir ato ata ado ada cao coes zione zioni"
        }
        "da" | "no" | "sv" => "e en er ene erne et ar as at s t de te",
        _ => "",
    }
}

/// elasticlunr.js 0.9.5, `stopWordFilter`, kept words included.
const ENGLISH: &str = "a able about across after all almost also am among an and any are as at be \
because been but by can cannot could dear did do does either else ever every for from get got had \
has have he her hers him his how however i if in into is it its just least let like likely may me \
might most must my neither no nor not of off often on only or other our own rather said say says \
she should since so some than that the their them then there these they this tis to too twas us \
wants was we were what when where which while who whom why will with would yet you your";

/// lunr-languages, `stopWordFilter-es`, kept words included.
const SPANISH: &str = "a al algo algunas algunos ante antes como con contra cual cuando de del \
desde donde durante e el ella ellas ellos en entre era erais eran eras eres es esa esas ese eso \
esos esta estaba estabais estaban estabas estad estada estadas estado estados estamos estando estar \
estaremos estará estarán estarás estaré estaréis estaría estaríais estaríamos estarían estarías \
estas este estemos esto estos estoy estuve estuviera estuvierais estuvieran estuvieras estuvieron \
estuviese estuvieseis estuviesen estuvieses estuvimos estuviste estuvisteis estuviéramos \
estuviésemos estuvo está estábamos estáis están estás esté estéis estén estés fue fuera fuerais \
fueran fueras fueron fuese fueseis fuesen fueses fui fuimos fuiste fuisteis fuéramos fuésemos ha \
habida habidas habido habidos habiendo habremos habrá habrán habrás habré habréis habría habríais \
habríamos habrían habrías habéis había habíais habíamos habían habías han has hasta hay haya hayamos \
hayan hayas hayáis he hemos hube hubiera hubierais hubieran hubieras hubieron hubiese hubieseis \
hubiesen hubieses hubimos hubiste hubisteis hubiéramos hubiésemos hubo la las le les lo los me mi \
mis mucho muchos muy más mí mía mías mío míos nada ni no nos nosotras nosotros nuestra nuestras \
nuestro nuestros o os otra otras otro otros para pero poco por porque que quien quienes qué se sea \
seamos sean seas seremos será serán serás seré seréis sería seríais seríamos serían serías seáis sido \
siendo sin sobre sois somos son soy su sus suya suyas suyo suyos sí también tanto te tendremos tendrá \
tendrán tendrás tendré tendréis tendría tendríais tendríamos tendrían tendrías tened tenemos tenga \
tengamos tengan tengas tengo tengáis tenida tenidas tenido tenidos teniendo tenéis tenía teníais \
teníamos tenían tenías ti tiene tienen tienes todo todos tu tus tuve tuviera tuvierais tuvieran \
tuvieras tuvieron tuviese tuvieseis tuviesen tuvieses tuvimos tuviste tuvisteis tuviéramos \
tuviésemos tuvo tuya tuyas tuyo tuyos tú un una uno unos vosotras vosotros vuestra vuestras vuestro \
vuestros y ya yo él éramos";

#[cfg(test)]
#[allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;
    use elasticlunr::lang::from_code;

    /// The browser's list is elasticlunr's: each word of it is dropped by the stock pipeline.
    #[test]
    fn listed_words_are_elasticlunrs() {
        for code in ["en", "es"] {
            let pipeline = from_code(code).expect("a language").make_pipeline();
            for word in listed(code).split(' ') {
                let left = pipeline.run(vec![word.to_owned()]);
                assert!(left.is_empty(), "{code}: {word} -> {left:?}");
            }
        }
    }

    /// A kept word that the stock list does not drop is a spelling mistake in our table.
    #[test]
    fn kept_words_are_stop_words_elsewhere() {
        for code in [
            "en", "es", "da", "de", "du", "fi", "fr", "hu", "it", "no", "pt", "ro", "ru", "sv",
            "tr",
        ] {
            let pipeline = from_code(code).expect("a language").make_pipeline();
            let passing: Vec<_> = kept(code)
                .iter()
                .filter(|word| !pipeline.run(vec![(**word).to_owned()]).is_empty())
                .collect();
            assert!(passing.is_empty(), "{code}: {passing:?}");
            assert!(!kept(code).is_empty(), "{code}");
        }
    }
}
