//! Words that the rules of names know by heart, as data: honorifics, the small words of compounds, what stands before or behind a
//! father's name, surname endings. Each in the plain form that `token::plain` makes of it: small letters without marks, Tajik
//! letters as a Russian keyboard types them (except ҷ, which becomes дж), Persian letters in one code point each.
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words to be looked up.
type Words = LazyLock<HashSet<&'static str>>;

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Titles and forms of address, dropped wherever they stand.
pub(super) static HONORIFICS: Words = LazyLock::new(|| {
    words(
        "ходжи хожи хочи хаджи мулло мулла домулло домулла сайид сайед сейид сеид эшон ишан шайх шейх кори устод доктор др \
         мухандис инженер профессор мавлави мавлоно халифа чаноб джаноб ока ако господин госпожа гн гжа хонум ханум бону мархум \
         кози карбалои حاجی حاج حاجیه الحاج ملا سید سیده شیخ قاری استاد دکتر داکتر دکتور مهندس انجنیر پروفسور مولوی مولانا \
         خلیفه جناب آقا آقای اقا اقای خانم مرحوم مرحومه ایشان کربلایی مشهدی جنرال hoji haji hajji hadji haj hajj alhaj hodji \
         khodji hojji hadschi mullo mulla mullah molla mollah domullo sayid sayyid sayed sayyed seyed seyyed seyid syed saiyid \
         saiyed sayyida eshon ishan sheikh shaikh shaykh cheikh scheich qori qari ustod ustad ostad dr doctor doktor docteur \
         eng engineer ing muhandis mohandes prof professor mawlawi molavi maulawi mawlana mavlono mr mrs ms miss mister mme \
         mlle monsieur madame herr frau janob jenab agha aqa khanum khanom khonum gospodin gospozha karbalai hon rev gen \
         general",
    )
});

/// Words of respect that many bear as part of their name and papers leave out.
pub(super) static COURTESIES: Words = LazyLock::new(|| {
    words(
        "хон хан джон жон чон джан бек бег бегим биби khan khon jan jon djan bek beg baig begum begim bibi خان جان بیگ بیگم \
         بیبی",
    )
});

/// Stands before a father's name: son of, daughter of.
pub(super) static BEFORE_FATHER: Words = LazyLock::new(|| {
    words(
        "ibn ibni ibne ibnu bin bini ben bint binti ибн ибни ибну бин бини бинт бинти بن ابن بنت ولد فرزند پسر دختر valad walad valadi \
         waladi farzand farzandi фарзанди писари духтари валад валади pisari dukhtari",
    )
});

/// The izofat, written apart behind a hyphen: Naser-e Khosrow.
pub(super) const IZOFAT_APART: &[&str] = &["e", "i", "ye", "yi", "и", "йи"];

/// Stands behind a father's name.
pub(super) static BEHIND_FATHER: Words = LazyLock::new(|| {
    words(
        "угли угл огли оглы оглу углы ogli ogly oglu ugli ugly oghli oghlu oglou кизи кызы кизы гызы qizi kizi kyzy kizy qyzy \
         qyzi اوغلی اوغلو قیزی",
    )
});

/// Stands as a word of its own and belongs to the name before it.
pub(super) static TAILS: Words = LazyLock::new(|| {
    words(
        "зода заде зод пур zoda zada zadeh zade zadah zod pur pour poor زاده زاد پور اف اوف وف یف یوف اوا ووا الله الدین الحق \
         النسا ullah ulla ullo ulloh ollah olla uddin udin eddin eddine oddin iddin aldin addin улло уллох улла уллах уддин \
         иддин аддин эддин ов ова ov ova",
    )
});

/// The article, by itself or with its l taken up by a sun letter; belongs to the names on both of its sides.
pub(super) static ARTICLES: Words = LazyLock::new(|| {
    words(
        "al el ul ol il ad ar as at az ash an ud ur us ut uz ush un ed er es ez esh od or os ал аль ул уль эль ад ар ас аз аш \
         ан ур уд ус ال",
    )
});

/// Of these, those that only stand inside a name, before a sun letter that has taken up the l: Habib ur Rahman.
pub(super) const INNER_ARTICLES: &[&str] = &["ur", "ud", "us", "ush", "ut", "uz", "un", "ур", "уд", "ус", "уш"];

/// Never a name by itself: belongs to what follows.
pub(super) static HEADS: Words = LazyLock::new(|| {
    words(
        "abd abdu abdo abdul abdal abdel abdol abdoul abdool abdur abdar abdor abdus abdas abdos abdush abdash abdun abdan \
         abdoun abdour abdous abou abo abu abul abol aboul абд абду абдул абдуль абдель абдал абдур абдар абдус абдас абдуш \
         абдун абу абул абуль عبد عبدال ابو ابوال zul zulfi зул ذو",
    )
});

/// What may stand before the article in one Persian word.
pub(super) const HEADS_BEFORE_ARTICLE: &[&str] = &["عبد", "ابو", "ذو", "ام"];

/// What follows the article in names that end in it (شمس‌الدین, زیب‌النسا, ضیاالحق).
pub(super) const TAILS_AFTER_ARTICLE: &[&str] = &[
    "دین",
    "لاه",
    "نسا",
    "حق",
    "رحم",
    "زمان",
    "فضل",
    "قاسم",
    "حسن",
    "حسین",
    "اسلام",
    "سلام",
    "ملک",
    "ملوک",
    "دوله",
    "فقار",
    "خیر",
    "علی",
    "رسول",
    "نبی",
    "صمد",
    "عابدین",
    "سادات",
];

/// Persian spellings that leave out a long vowel everyone hears; (as written, as heard).
pub(super) const LETTERS_LEFT_OUT: &[(&str, &str)] = &[
    ("رحمن", "رحمان"),
    ("اسمعیل", "اسماعیل"),
    ("اسحق", "اسحاق"),
    ("ابرهیم", "ابراهیم"),
    ("سلیمن", "سلیمان"),
    ("عثمن", "عثمان"),
    ("لقمن", "لقمان"),
    ("هرون", "هارون"),
    ("الله", "اللاه"),
];

/// Words that write a final ā with a yeh. Whole words only: they may stand in others with their yeh heard (مهدی is not هدی).
pub(super) const WORDS_IN_YEH: &[(&str, &str)] = &[
    ("مصطفی", "مصطفا"),
    ("مرتضی", "مرتضا"),
    ("مجتبی", "مجتبا"),
    ("عیسی", "عیسا"),
    ("موسی", "موسا"),
    ("یحیی", "یحیا"),
    ("لیلی", "لیلا"),
    ("کبری", "کبرا"),
    ("صغری", "صغرا"),
    ("سلمی", "سلما"),
    ("بشری", "بشرا"),
    ("عظمی", "عظما"),
    ("هدی", "هدا"),
    ("طه", "طاها"),
];

/// Persian words, also at the end of a compound, whose short vowel stands where the common patterns would have another: Farrukh, Malik,
/// Nargis, Hatam.
pub(super) const SHORT_VOWEL_LAST: &[&str] = &["حاتم", "خاتم", "فرخ", "ملک", "نرگس", "مسجد", "مجلس", "مشرق"];

/// Endings of a surname that Russian or Tajik usage adds or drops (3.3 g), longest first.
pub(super) const SURNAME_ENDINGS: &[&str] = &[
    "зода", "заде", "зад", "зод", "пур", "ова", "ева", "ёва", "ов", "ев", "ёв", "zadeh", "zadah", "zoda", "zada", "zade", "zod", "pour",
    "poor", "pur", "yeva", "yev", "ova", "eva", "owa", "ewa", "off", "eff", "ov", "ev", "ow", "ew", "of", "زاده", "پور", "اوا", "ووا",
    "یوا", "یف", "یوف", "اوف", "وف", "اف", "وا", "وفا",
];

/// Endings of a patronymic, longest first.
pub(super) const PATRONYMIC_ENDINGS: &[&str] = &[
    "ович",
    "евич",
    "ёвич",
    "овна",
    "евна",
    "ёвна",
    "ovitch",
    "evitch",
    "owitsch",
    "ewitsch",
    "ovich",
    "evich",
    "yevich",
    "ovna",
    "evna",
    "yevna",
    "owna",
    "ewna",
    "ovic",
    "ogli",
    "oghli",
    "угли",
    "огли",
    "оглы",
    "кизи",
    "кызы",
    "qizi",
    "kizi",
    "kyzy",
    "اوویچ",
    "وویچ",
    "اویچ",
    "یویچ",
    "ویچ",
    "اوونا",
    "وونا",
    "ونا",
];

/// Persian words of the pattern of Hamed. In other letters an i says that the one of Hamid is meant, which Persian writes with a yeh. Only
/// words both of whose patterns are names that many bear; the i of خالد or طاهر says nothing.
pub(super) const WORDS_OF_HAMED: &[&str] = &["حامد", "ماجد", "سالم"];

/// Beginnings of words that one tradition writes otherwise than they are heard by the rest: Sharaf with an o, Ne'mat with a g; in the plain
/// form. The longest that fits decides.
pub(super) const HEARD_AT_START: &[(&str, &str)] = &[
    ("шарофат", "шарофат"),
    ("sharofat", "sharofat"),
    ("шароф", "шараф"),
    ("sharof", "sharaf"),
    ("негмат", "неъмат"),
    ("negmat", "nemat"),
];

/// Words that one tradition speaks otherwise than the rest, as they are heard: ض as d, Russian г for h; in the plain form.
pub(super) const HEARD_OTHERWISE: &[(&str, &str)] = &[
    ("ramadan", "ramazan"),
    ("ramadhan", "ramazan"),
    ("murtada", "murtaza"),
    ("mortada", "mortaza"),
    ("rida", "riza"),
    ("fadl", "fazl"),
    ("fadil", "fazil"),
    ("fadel", "fazel"),
    ("diya", "ziya"),
    ("khidr", "khizr"),
    ("hadrat", "hazrat"),
    ("qadi", "qazi"),
    ("fidda", "fizza"),
    ("магомед", "мухаммад"),
    ("магомет", "мухаммад"),
    ("магомад", "мухаммад"),
    ("гасан", "хасан"),
    ("гусейн", "хусейн"),
    ("гамид", "хамид"),
    ("рамадан", "рамазан"),
];

/// The second word of a compound whose article stands between (Nur al Din).
pub(super) const ENDS_COMPOUND: &[&str] =
    &["din", "deen", "dine", "dien", "haq", "hak", "haqq", "nisa", "niso", "nissa", "lah", "дин", "хак", "нисо", "دین", "حق", "نسا"];
