//! How an index is cut.

/// Letters of an answer that the index keeps, of which a result shows some 170. Of the demo site's answers,
/// three of four have fewer.
pub const ANSWER_LETTERS: usize = 480;

/// How the index is cut and scored. The defaults suit sites of 10 to 100,000 pages.
#[derive(Clone, Debug)]
pub struct Options {
    /// Weights of `FIELDS` in the score.
    pub boosts: [f32; 4],
    /// Groups of words and phrases of one meaning.
    pub synonyms: Vec<Vec<String>>,
    /// Bytes, before compression, above which a shard is split if it can be, on a small site and on a large one:
    /// the root names each shard, so that many small ones cost a search more than a few large ones. Between the two
    /// it follows the room for numbers of questions, which is the same after most edits.
    pub shard_bytes: [u32; 2],
    /// Shards that share a hash, and change their names together.
    pub shard_group: usize,
    /// Blocks above which more pages share one: small blocks cost a search less, and many files cost
    /// a build more.
    pub blocks: usize,
    /// Slots that a block has at most, however many blocks there are: a search loads ten of them.
    pub block_slots: usize,
    /// Blocks that share a hash.
    pub block_group: usize,
    /// Files of answers above which more questions share one.
    pub answer_files: usize,
    /// Letters of an answer where files hold no more than a page, and where they hold more.
    pub answer_letters: [usize; 2],
    /// Topics that the root names, for queries that nothing is like.
    pub needed: usize,
    /// Bytes of all files together, before compression, up to which one file holds them all.
    pub whole: usize,
    /// Words in the vocabulary; the rarest are left out beyond it.
    pub vocabulary_words: usize,
    /// Words above which the vocabulary is cut.
    pub vocabulary_part: usize,
    /// Postings that a term keeps in each field, the weightiest. Document frequencies stay exact.
    pub postings: [usize; 4],
    /// Documents that a term keeps of each group.
    pub related: usize,
    /// Bytes of a term above which the root names its words as costly, and how many words it names.
    pub costly: (usize, usize),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boosts: [4.0, 4.0, 2.0, 1.0],
            synonyms: Vec::new(),
            shard_bytes: [1_500, 5_400],
            shard_group: 4,
            blocks: 1_600,
            block_slots: 9,
            block_group: 16,
            answer_files: 1_600,
            answer_letters: [ANSWER_LETTERS, 180],
            needed: 6,
            whole: 200_000,
            vocabulary_words: 20_000,
            vocabulary_part: 250,
            postings: [1_500, 500, 300, 100],
            related: 100,
            costly: (2_500, 300),
        }
    }
}
