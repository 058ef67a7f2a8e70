//! The plan of an index, and its files when they are asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{
    Analyzer, Fault, IndexedPage, Options,
    analysis::Dictionary,
    blocks,
    inverted::Inverted,
    numbering::Numbering,
    pack, postings,
    ranking::{Ranked, Ranking, Small},
    root::{FORMAT, Groups, Root, hash, name_width},
    shards::{self, Entry, Shard},
    statistics::Statistics,
    synonyms::{Resolved, Synonyms},
    titles::{self, Missed},
    vocabulary::{self, Part},
};

/// A page with its number.
pub(super) struct Numbered<'a> {
    pub slot: u32,
    pub page: IndexedPage<'a>,
}

/// A file of the index.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative to the site's root, with `/`.
    pub path: String,
    /// Changes whenever the bytes could.
    pub key: [u8; 32],
    content: Content,
}

/// What a file holds.
#[derive(Clone, Copy, Debug)]
enum Content {
    Root,
    Shard(usize),
    Vocabulary(usize),
    Block(usize),
    /// Of a block, those with this number.
    Answers(usize, usize),
    Whole,
}

/// The search index of one language: what files it has, and their bytes once they are needed.
///
/// A pure function of what it was made of: the same pages, in any order, give the same files, whatever the
/// analyzer met before and however many threads work.
pub struct Index<'a> {
    lang: String,
    options: Options,
    dictionary: Arc<Dictionary>,
    numbering: Numbering,
    /// In the order of their slots.
    pages: Vec<Numbered<'a>>,
    /// How many questions the page of each slot has.
    questions: Vec<u32>,
    statistics: Statistics,
    synonyms: Synonyms,
    entries: Vec<Entry>,
    shards: Vec<Shard>,
    vocabulary: Vec<Part>,
    cut: Cut,
    small: Small,
    root: Vec<u8>,
    files: Vec<File>,
    merged: OnceLock<Result<Merged, Fault>>,
}

/// The postings of all pages by word. Made for the first shard that is written.
pub(super) struct Merged {
    pub inverted: Inverted,
    groups: Vec<OnceLock<Resolved>>,
}

impl Merged {
    /// Where the words of a synonym group stand.
    pub fn group(&self, group: usize, synonyms: &Synonyms, stride: u32) -> Option<&Resolved> {
        let resolved = self.groups.get(group)?;
        let group = synonyms.groups.get(group)?;
        Some(resolved.get_or_init(|| group.resolve(&self.inverted, stride)))
    }
}

/// How pages and answers are put into files.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Slots in a block.
    block: usize,
    /// Documents in a file of answers: two, or more on a site where these would be too many files; at most those of
    /// a block.
    answers: usize,
    /// Letters of an answer.
    letters: usize,
}

impl Cut {
    fn new(numbering: Numbering, options: &Options) -> Self {
        let (slots, stride) = (numbering.slots as usize, numbering.stride as usize);
        let block = slots
            .div_ceil(options.blocks.max(1))
            .min(options.block_slots)
            .max(1);
        let most = stride * block;
        let mut answers = 2;
        while answers < most && slots * stride / answers > options.answer_files {
            answers *= 2;
        }
        let answers = answers.min(most).max(1);
        let letters = options.answer_letters[usize::from(answers > stride)];
        Self {
            block,
            answers,
            letters,
        }
    }
}

impl<'a> Index<'a> {
    /// Plans the index of a language under `search/<lang>/`.
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] if a page's index is damaged, comes from another analyzer or does not have the
    /// page's number of questions.
    pub fn new(
        lang: &str,
        analyzer: &Analyzer,
        pages: Vec<IndexedPage<'a>>,
        options: Options,
    ) -> Result<Self, Fault> {
        let dictionary = analyzer.dictionary();
        let (numbering, pages) = number(pages)?;
        let stride = numbering.stride;
        let (terms, words) = (dictionary.terms.len(), dictionary.words.len());
        let statistics = Statistics::new(&pages, stride, terms, words)?;
        let groups = &options.synonyms;
        let synonyms = Synonyms::new(groups, analyzer, &dictionary, &pages, &statistics, stride);
        let cut = Cut::new(numbering, &options);
        let entries = shards::entries(&dictionary, &statistics, &synonyms, numbering, &options);
        let shards = shards::cut(&entries, shard_limit(numbering, &options));
        let words_of_language = analyzer.stop_words();
        let (words, stop) =
            vocabulary::words_in_use(&dictionary, &statistics, &synonyms, words_of_language);
        let vocabulary =
            vocabulary::vocabulary(words, options.vocabulary_words, options.vocabulary_part);

        let same = same(&options, numbering, cut);
        let shard_keys: Vec<blake3::Hash> = shards
            .par_iter()
            .map(|shard| {
                blake3::keyed_hash(
                    &same,
                    shard.key(&entries, &statistics, &synonyms).as_bytes(),
                )
            })
            .collect();
        let blocks = numbering.slots.div_ceil(cut.block as u32) as usize;
        let block_keys: Vec<blake3::Hash> = (0..blocks)
            .into_par_iter()
            .map(|block| block_key(&same, in_block(&pages, cut, block)))
            .collect();
        let part_keys: Vec<blake3::Hash> = vocabulary
            .iter()
            .map(|part| blake3::hash(&part.bytes))
            .collect();
        let shard_groups = Groups::new(&shard_keys, options.shard_group);
        let block_groups = Groups::new(&block_keys, options.block_group);
        let part_groups = Groups::new(&part_keys, 1);
        let width = name_width(&[&shard_groups, &block_groups, &part_groups]);

        let mut files = Vec::new();
        let mut add = |name: String, key: blake3::Hash, content: Content| {
            let path = format!("search/{lang}/{name}.json");
            let key = *key.as_bytes();
            files.push(File { path, key, content });
        };
        for (i, key) in shard_keys.iter().enumerate() {
            add(shard_groups.name(i, width), *key, Content::Shard(i));
        }
        for (i, key) in part_keys.iter().enumerate() {
            add(part_groups.name(i, width), *key, Content::Vocabulary(i));
        }
        for (i, key) in block_keys.iter().enumerate() {
            let pages = in_block(&pages, cut, i);
            if pages.is_empty() {
                continue;
            }
            let name = block_groups.name(i, width);
            for part in answer_files(pages, stride, cut) {
                add(format!("{name}-{part}"), *key, Content::Answers(i, part));
            }
            add(name, *key, Content::Block(i));
        }
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        // Two groups of the same content are the same files.
        files.dedup_by(|a, b| a.path == b.path);

        let size = shards
            .iter()
            .map(|shard| shard.weight() as usize)
            .sum::<usize>()
            + vocabulary
                .iter()
                .map(|part| part.bytes.len())
                .sum::<usize>()
            + pages
                .iter()
                .map(|page| blocks::weight(&page.page, cut.letters))
                .sum::<usize>();
        let whole = (size <= options.whole).then(|| {
            let paths: Vec<blake3::Hash> = files
                .iter()
                .map(|file| blake3::hash(file.path.as_bytes()))
                .collect();
            format!("all-{}", &hash(&paths)[..8])
        });
        let mut needed: Vec<(usize, u32)> = pages
            .iter()
            .filter_map(|page| Some((page.page.place?, page.slot)))
            .collect();
        needed.sort_unstable();
        needed.truncate(options.needed);
        let costly = shards::costly(&entries, options.costly);
        let root = Root {
            v: FORMAT,
            docs: pages
                .iter()
                .map(|page| page.page.questions.len() as u32)
                .sum(),
            pages: pages.len(),
            slots: numbering.slots,
            stride,
            boosts: options.boosts,
            mean: statistics.means(),
            lengths: &pack::LENGTHS,
            stop: stop
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" "),
            faint: words_of_language.faint.join(" "),
            endings: words_of_language.endings.join(" "),
            costly: costly.join(" "),
            hash: width,
            starts: shards.iter().map(|shard| &*shard.start).collect(),
            shards: shard_groups.names(width),
            block: cut.block,
            blocks: block_groups.names(width),
            answers: cut.answers,
            needed: needed.into_iter().map(|(_, slot)| slot).collect(),
            whole: whole.clone(),
            letters: vocabulary.iter().map(|part| &*part.start).collect(),
            vocabulary: part_groups.names(width),
        };
        // Strings and numbers only, which always serialise.
        let root = serde_json::to_vec(&root).unwrap_or_default();
        let small = Small {
            costly: costly.into_iter().map(str::to_owned).collect(),
            faint: words_of_language.faint.clone(),
            stop,
        };
        let file = |name: &str, key: &[u8], content: Content| File {
            path: format!("search/{lang}/{name}.json"),
            key: *blake3::hash(key).as_bytes(),
            content,
        };
        files.push(file("index", &root, Content::Root));
        files.extend(whole.map(|name| file(&name, name.as_bytes(), Content::Whole)));
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));

        let mut questions = vec![0; numbering.slots as usize];
        for page in &pages {
            if let Some(number) = questions.get_mut(page.slot as usize) {
                *number = page.page.questions.len() as u32;
            }
        }
        Ok(Self {
            lang: lang.to_owned(),
            options,
            dictionary,
            numbering,
            pages,
            questions,
            statistics,
            synonyms,
            entries,
            shards,
            vocabulary,
            cut,
            small,
            root,
            files,
            merged: OnceLock::new(),
        })
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The file of a path.
    pub fn find(&self, path: &str) -> Option<&File> {
        let at = self
            .files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()?;
        self.files.get(at)
    }

    /// The bytes of a file of this index, JSON. The first shard that is asked for costs more than another.
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] if a page's index is damaged in a way that the plan could not see.
    pub fn bytes(&self, file: &File) -> Result<Vec<u8>, Fault> {
        Ok(match file.content {
            Content::Root => self.root.clone(),
            Content::Shard(shard) => match self.shards.get(shard) {
                Some(shard) => self.shard(shard)?,
                None => Vec::new(),
            },
            Content::Vocabulary(part) => self
                .vocabulary
                .get(part)
                .map(|part| part.bytes.clone())
                .unwrap_or_default(),
            Content::Block(block) => {
                blocks::block(self.first(block), in_block(&self.pages, self.cut, block))
            }
            Content::Answers(block, part) => {
                let pages = in_block(&self.pages, self.cut, block);
                let Cut {
                    answers, letters, ..
                } = self.cut;
                let from = self.first(block) * self.numbering.stride + (part * answers) as u32;
                blocks::answers(
                    pages,
                    self.numbering.stride,
                    from..from + answers as u32,
                    letters,
                )?
            }
            Content::Whole => self.whole()?,
        })
    }

    /// The first slot of a block.
    fn first(&self, block: usize) -> u32 {
        (block * self.cut.block) as u32
    }

    /// The postings of all pages.
    fn merged(&self) -> Result<&Merged, Fault> {
        let merged = self.merged.get_or_init(|| {
            let inverted = Inverted::new(
                &self.pages,
                self.numbering.stride,
                self.dictionary.terms.len(),
                self.options.postings[postings::ANSWER],
            )?;
            let groups = self
                .synonyms
                .groups
                .iter()
                .map(|_| OnceLock::new())
                .collect();
            Ok(Merged { inverted, groups })
        });
        merged.as_ref().map_err(Clone::clone)
    }

    fn write(&self) -> shards::Write<'_> {
        shards::Write {
            questions: &self.questions,
            statistics: &self.statistics,
            synonyms: &self.synonyms,
            stride: self.numbering.stride,
            options: &self.options,
        }
    }

    fn shard(&self, shard: &Shard) -> Result<Vec<u8>, Fault> {
        Ok(shard.write(&self.entries, self.merged()?, &self.write()))
    }

    /// Pages that a search for their own title does not list among its first `within` results; pages of the same title
    /// are not counted. In the order of their addresses.
    ///
    /// It is worked out from the postings, as the browser's engine ranks them (`scoreByPage` and what follows in
    /// `search-engine.js`).
    ///
    /// # Errors
    ///
    /// [`Fault::Page`] if a page's index is damaged in a way that the plan could not see.
    pub fn not_found_by_title(&self, within: usize) -> Result<Vec<Missed<'_>>, Fault> {
        let ranking = Ranking::new(Ranked {
            pages: &self.pages,
            numbering: self.numbering,
            dictionary: &self.dictionary,
            merged: self.merged()?,
            write: self.write(),
            small: &self.small,
        });
        Ok(titles::missed(&ranking, within))
    }

    /// One file with all others but the root by name, for readers whose connection may end. They are JSON, so it
    /// is, too.
    fn whole(&self) -> Result<Vec<u8>, Fault> {
        let folder = format!("search/{}/", self.lang);
        let mut bytes = Vec::new();
        for file in &self.files {
            if matches!(file.content, Content::Root | Content::Whole) {
                continue;
            }
            let name = file
                .path
                .strip_prefix(&folder)
                .and_then(|name| name.strip_suffix(".json"));
            bytes.push(if bytes.is_empty() { b'{' } else { b',' });
            bytes.extend_from_slice(format!("\"{}\":", name.unwrap_or_default()).as_bytes());
            bytes.extend(self.bytes(file)?);
        }
        bytes.push(b'}');
        Ok(bytes)
    }
}

/// Pages in the order of their numbers.
fn number(mut pages: Vec<IndexedPage<'_>>) -> Result<(Numbering, Vec<Numbered<'_>>), Fault> {
    let (numbering, slots) =
        Numbering::sort(&mut pages, |page| (&page.url, page.questions.len() as u32));
    let wrong = pages.iter().find(|page| {
        postings::question_count(page.index) != u32::try_from(page.questions.len()).ok()
    });
    if let Some(page) = wrong {
        return Err(Fault::Page(page.url.to_string()));
    }
    let pages = slots
        .into_iter()
        .zip(pages)
        .map(|(slot, page)| Numbered { slot, page });
    Ok((numbering, pages.collect()))
}

/// The pages of a block.
fn in_block<'p, 'a>(pages: &'p [Numbered<'a>], cut: Cut, block: usize) -> &'p [Numbered<'a>] {
    let first = (block * cut.block) as u64;
    let at = |slot: u64| pages.partition_point(|page| u64::from(page.slot) < slot);
    pages
        .get(at(first)..at(first + cut.block as u64))
        .unwrap_or_default()
}

/// The numbers of the files of answers that a block has.
fn answer_files(pages: &[Numbered<'_>], stride: u32, cut: Cut) -> BTreeSet<usize> {
    let file = |page: &Numbered<'_>, question: usize| {
        let at = page.slot as usize % cut.block;
        (at * stride as usize + question) / cut.answers
    };
    let of_page = |page| (0..Numbered::questions(page)).map(move |question| file(page, question));
    pages.iter().flat_map(of_page).collect()
}

impl Numbered<'_> {
    /// Its index does not belong here.
    pub(super) fn fault(&self) -> Fault {
        Fault::Page(self.page.url.to_string())
    }

    fn questions(&self) -> usize {
        self.page.questions.len()
    }
}

/// Bytes above which a shard is split.
fn shard_limit(numbering: Numbering, options: &Options) -> u32 {
    // 2,500 pages of six questions have as many shards as cost least with 1,500 bytes, and 10,000 with 6,000.
    const QUESTIONS_FOR_A_BYTE: u32 = 14;
    let [small, large] = options.shard_bytes;
    let wanted = numbering.slots * numbering.stride / QUESTIONS_FOR_A_BYTE;
    wanted.min(large).max(small)
}

/// What all files have in common beside the pages.
fn same(options: &Options, numbering: Numbering, cut: Cut) -> [u8; 32] {
    let Options {
        postings, related, ..
    } = options;
    let all = format!("{FORMAT} {postings:?} {related} {numbering:?} {cut:?}");
    *blake3::hash(all.as_bytes()).as_bytes()
}

/// Changes with what a block and its answers hold.
fn block_key(same: &[u8; 32], pages: &[Numbered<'_>]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_keyed(same);
    for Numbered { slot, page } in pages {
        hasher.update(&slot.to_le_bytes());
        // Title, headings and answers.
        hasher.update(postings::text_of(page.index).unwrap_or_default());
        let anchors = page.questions.iter().map(|question| question.anchor);
        for text in std::iter::once(&*page.url).chain(anchors) {
            hasher
                .update(&(text.len() as u64).to_le_bytes())
                .update(text.as_bytes());
        }
    }
    hasher.finalize()
}
