//! Documents that one addon has and another reads. Both are this program here; what crosses is what crosses between two addons.
#![allow(unsafe_code, reason = "to adopt documents is unsafe: they come from anywhere")]

mod run;

use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon_pool::documents::{
    Corpus, Documents, Group, Text, decode, from_arrow, from_lines, from_strings, try_map_init,
};
use rayon_pool::job::{Job, Step, block_on, feed};
use rayon_pool::shared::{ShowingDocuments, adopt_documents};

use run::{end, pool, run};

/// Documents as strings.
fn strings(corpus: &Corpus) -> Vec<Vec<u16>> {
    let portions = (0..corpus.portions()).map(|number| corpus.portion(number));
    portions
        .flat_map(|portion| {
            portion.spans().map(move |span| decode(&portion.text()[span]).expect("there is memory"))
        })
        .collect()
}

/// The documents of another addon, as this one has them: those here are both.
fn lent(corpus: &Corpus) -> Corpus {
    let own = corpus.clone();
    let showing = ShowingDocuments::new(move || Some(own.clone()));
    // SAFETY: the documents are shown until this returns.
    unsafe { adopt_documents(showing.as_ptr()) }.expect("both are of one version").expect("they are there")
}

/// Documents of all kinds: of strings, empty and long ones and lone surrogates among them; of lines; and of Arrow's layout.
fn all_kinds() -> Vec<Corpus> {
    let surrogates = vec![vec![0xD800], Vec::new(), "é漢".encode_utf16().collect(), vec![0x61; 200_000]];
    let many = (0..40_000_u16).map(|unit| vec![unit; usize::from(unit % 9)]);
    let mut group = Group::default();
    for document in surrogates.into_iter().chain(many) {
        group.lengths.push(document.len().try_into().expect("documents are short"));
        group.units.extend(document);
    }
    let of_strings = block_on(|job| from_strings(job, Documents::Whole(group))).expect("nothing stops it");
    let lines = "\u{FEFF}one\r\n\n\ntwo lines\n".repeat(20_000).into_bytes();
    let text = "aé漢𝄞".repeat(30_000).into_bytes();
    let offsets: Vec<i32> = (0..30_000).step_by(7).map(|character| character * 10 + 3).collect();
    let of_lines = block_on(|job| from_lines(job, lines.clone())).expect("nothing stops it").expect("UTF-8");
    let of_arrow = block_on(|job| from_arrow(job, text.clone(), offsets));
    let of_arrow = of_arrow.expect("nothing stops it").expect("UTF-8");
    let one = |bytes, places| Corpus::new(Text::One(Arc::new(bytes)), Arc::new(places));
    let none = block_on(|job| from_lines(job, Vec::new())).expect("nothing stops it").expect("UTF-8");
    vec![of_strings, one(lines, of_lines), one(text, of_arrow), one(Vec::<u8>::new(), none)]
}

#[test]
fn documents_of_all_kinds_are_the_same_to_another_addon() {
    for corpus in all_kinds() {
        let lent = lent(&corpus);
        assert_eq!(strings(&lent), strings(&corpus));
        assert_eq!(
            (lent.len(), lent.bytes(), lent.portions()),
            (corpus.len(), corpus.bytes(), corpus.portions())
        );
        for index in [0, 1, corpus.len() / 2, corpus.len().saturating_sub(1), corpus.len()] {
            assert_eq!(lent.get(index), corpus.get(index));
        }
        for number in 0..corpus.portions() {
            assert_eq!(lent.portion(number).text().as_ptr(), corpus.portion(number).text().as_ptr());
        }
        // What was lent may be lent again.
        assert_eq!(strings(&self::lent(&lent)), strings(&corpus));
    }
}

#[test]
fn documents_stay_as_long_as_another_addons_job_reads_them() {
    /// Text that says when it goes.
    struct Told(Vec<u8>, Arc<AtomicBool>);

    impl Deref for Told {
        type Target = [u8];

        fn deref(&self) -> &[u8] {
            &self.0
        }
    }

    impl Drop for Told {
        fn drop(&mut self) {
            self.1.store(true, Ordering::SeqCst);
        }
    }

    let text = "one two\nthree\n".repeat(10_000).into_bytes();
    let places = block_on(|job| from_lines(job, text.clone())).expect("nothing stops it").expect("UTF-8");
    let gone = Arc::new(AtomicBool::new(false));
    let corpus = Corpus::new(Text::One(Arc::new(Told(text, Arc::clone(&gone)))), Arc::new(places));
    let lent = lent(&corpus);
    let (feed, intake) = feed::<()>(1);
    let (_, ended) = run(&pool(2), move |job| async move {
        // Until the owner has let go of them.
        job.drain(intake, |()| Ok(Step::Done(()))).await?;
        let length = |(): &mut (), _: &Job, text: &str| Ok::<_, Infallible>(text.len());
        let Ok(lengths) = try_map_init(job, Documents::Kept(lent), || (), length).await?;
        Ok(lengths.into_iter().flatten().sum::<usize>())
    });
    drop(corpus);
    assert!(!gone.load(Ordering::SeqCst), "the job has them");
    feed.close();
    assert_eq!(end(&ended).expect("nothing stops it"), 120_000);
    // The result is told before the job lets go of what it has worked on.
    while !gone.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
}

#[test]
fn documents_that_are_gone_are_not_there() {
    let showing = ShowingDocuments::new(|| None);
    // SAFETY: the documents are shown until this returns.
    assert!(unsafe { adopt_documents(showing.as_ptr()) }.expect("both are of one version").is_none());
    let showing = ShowingDocuments::new(|| panic!("on purpose"));
    // SAFETY: as above.
    assert!(unsafe { adopt_documents(showing.as_ptr()) }.expect("both are of one version").is_none());
}
