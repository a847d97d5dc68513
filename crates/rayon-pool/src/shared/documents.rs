//! Documents of one addon that others read where they are.
//!
//! What is shown is documents at rest: what is behind them may be gone one day, or be memory that a thread of JavaScript's frees
//! when it ends. To read them is asked for on that thread. It gives a *reading*, which keeps the text in its place, and may be
//! read and let go of on any thread; whoever takes one sees to it that it goes when the thread ends.
#![allow(unsafe_code, reason = "functions and pointers that cross to another addon")]

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::rc::Rc;
use std::{ptr, slice};

use super::table::{Data, Header, NotShared, Table};
use crate::documents::{Corpus, Lent, Portion};
use crate::job::stopping_panics;

/// Documents, as their owner shows them.
#[repr(C)]
struct Shown {
    table: *const DocumentsTable,
    /// The documents. The object that shows them holds them.
    documents: Data,
}

/// What an owner of documents does for other addons.
#[repr(C)]
#[derive(Clone, Copy)]
struct DocumentsTable {
    header: Header,

    // With documents, on the thread that has them.
    /// A reading, of which the caller has the one reference; null if they are gone.
    read: unsafe extern "C" fn(documents: Data) -> Data,

    // With a reading.
    release: unsafe extern "C" fn(reading: Data),
    /// How many documents there are.
    length: unsafe extern "C" fn(reading: Data) -> u64,
    /// How many bytes they have together, without the ends of lines.
    bytes: unsafe extern "C" fn(reading: Data) -> u64,
    /// How many portions there are.
    portions: unsafe extern "C" fn(reading: Data) -> usize,
    /// Writes as much of what there is to know of a portion as there is room for, in bytes: 1, or 0 if there is no such portion.
    portion: unsafe extern "C" fn(reading: Data, number: usize, to: *mut ShownPortion, room: usize) -> u32,
}

// SAFETY: so it is.
unsafe impl Table for DocumentsTable {
    const NEEDED: usize = size_of::<Self>();
    const OF: &'static str = "documents";
}

/// A portion, as C has it: there as long as its reading is. It grows at its end.
#[repr(C)]
#[derive(Clone, Copy)]
struct ShownPortion {
    text: *const u8,
    bytes: usize,
    /// Where each document ends, after `shift` was added, modulo what a `usize` holds; the first one starts where the text does.
    ends: *const u32,
    documents: usize,
    shift: usize,
    /// The index of the first document.
    first: u64,
    /// 1 if the end of a line, `\n` or `\r\n`, that stands last in a document is none of it.
    line_ends: u32,
}

static TABLE: DocumentsTable = DocumentsTable {
    header: Header::of::<DocumentsTable>(),
    read,
    release,
    length,
    bytes,
    portions,
    portion,
};

type Read = Box<dyn Fn() -> Option<Corpus>>;

/// Documents that other addons may see, as long as this lives.
pub struct ShowingDocuments {
    shown: Box<Shown>,
    _read: Rc<Read>,
}

impl ShowingDocuments {
    /// Shows documents, which `read` gives, on this thread, as long as they are there.
    #[must_use]
    pub fn new(read: impl Fn() -> Option<Corpus> + 'static) -> Self {
        let read: Rc<Read> = Rc::new(Box::new(read));
        let shown = Box::new(Shown { table: &raw const TABLE, documents: Rc::as_ptr(&read).cast() });
        Self { shown, _read: read }
    }

    /// Where the others find them.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_void {
        ptr::from_ref(&*self.shown).cast()
    }
}

/// Documents that an addon shows, for jobs of this one; nothing if they are gone.
///
/// # Errors
/// They come from a version of this crate that this one does not understand.
///
/// # Safety
/// `shown` comes from [`ShowingDocuments::as_ptr`], of this or another addon whose module stays loaded; what shows the documents
/// was made on this thread, and lives until this returns.
pub unsafe fn adopt_documents(shown: *const c_void) -> Result<Option<Corpus>, NotShared> {
    // SAFETY: as the caller promises: a table is what its header says, and what is shown is held meanwhile.
    let (table, reading) = unsafe {
        let Shown { table, documents } = ptr::read(shown.cast());
        let table = DocumentsTable::copied(table)?;
        (table, (table.read)(documents))
    };
    Ok((!reading.is_null()).then(|| Corpus::lent(Reading { table, reading })))
}

/// A reading of another addon's documents.
struct Reading {
    table: DocumentsTable,
    reading: Data,
}

// SAFETY: an owner's functions may be called with a reading from any thread.
unsafe impl Send for Reading {}
// SAFETY: as above.
unsafe impl Sync for Reading {}

impl Drop for Reading {
    fn drop(&mut self) {
        // SAFETY: this is the reference that `read` has given.
        unsafe { (self.table.release)(self.reading) };
    }
}

impl Lent for Reading {
    fn len(&self) -> u64 {
        // SAFETY: the reading is held, as in all of these.
        unsafe { (self.table.length)(self.reading) }
    }

    fn bytes(&self) -> u64 {
        // SAFETY: as above.
        unsafe { (self.table.bytes)(self.reading) }
    }

    fn portions(&self) -> usize {
        // SAFETY: as above.
        unsafe { (self.table.portions)(self.reading) }
    }

    fn portion(&self, number: usize) -> Option<Portion<'_>> {
        let mut shown = MaybeUninit::<ShownPortion>::zeroed();
        // SAFETY: there is that much room; and what is not written is zeros, which are numbers and no pointers that are followed.
        // The text and the ends of a portion are there, and stay as they are, as long as the reading is held.
        unsafe {
            let room = size_of::<ShownPortion>();
            if (self.table.portion)(self.reading, number, shown.as_mut_ptr(), room) == 0 {
                return None;
            }
            let ShownPortion { text, bytes, ends, documents, shift, first, line_ends } = shown.assume_init();
            let (text, ends) = (slice_of(text, bytes), slice_of(ends, documents));
            Some(Portion { text, first, ends, shift, line_ends: line_ends != 0 })
        }
    }
}

/// # Safety
/// So many stand there, if any, and stay.
unsafe fn slice_of<'a, T>(start: *const T, length: usize) -> &'a [T] {
    // SAFETY: as the caller promises.
    if length == 0 { &[] } else { unsafe { slice::from_raw_parts(start, length) } }
}

/// # Safety
/// It is a reading of this addon's, and held.
unsafe fn corpus<'a>(reading: Data) -> &'a Corpus {
    // SAFETY: as the caller promises.
    unsafe { &*reading.cast() }
}

unsafe extern "C" fn read(documents: Data) -> Data {
    stopping_panics(ptr::null(), || {
        // SAFETY: this addon shows them, on this thread, and what shows them lives.
        let read = unsafe { &*documents.cast::<Read>() };
        read().map_or(ptr::null(), |corpus| Box::into_raw(Box::new(corpus)).cast_const().cast())
    })
}

unsafe extern "C" fn release(reading: Data) {
    // SAFETY: the caller gives its reference back.
    stopping_panics((), || drop(unsafe { Box::from_raw(reading.cast_mut().cast::<Corpus>()) }));
}

unsafe extern "C" fn length(reading: Data) -> u64 {
    // SAFETY: the caller holds it, as in all of these.
    stopping_panics(0, || unsafe { corpus(reading) }.len())
}

unsafe extern "C" fn bytes(reading: Data) -> u64 {
    // SAFETY: as above.
    stopping_panics(0, || unsafe { corpus(reading) }.bytes())
}

unsafe extern "C" fn portions(reading: Data) -> usize {
    // SAFETY: as above.
    stopping_panics(0, || unsafe { corpus(reading) }.portions())
}

unsafe extern "C" fn portion(reading: Data, number: usize, to: *mut ShownPortion, room: usize) -> u32 {
    stopping_panics(0, || {
        // SAFETY: as above.
        let corpus = unsafe { corpus(reading) };
        if number >= corpus.portions() {
            return 0;
        }
        let Portion { text, first, ends, shift, line_ends } = corpus.portion(number);
        let shown = ShownPortion {
            text: text.as_ptr(),
            bytes: text.len(),
            ends: ends.as_ptr(),
            documents: ends.len(),
            shift,
            first,
            line_ends: line_ends.into(),
        };
        let bytes = room.min(size_of::<ShownPortion>());
        // SAFETY: the caller has that room, and so much stands here.
        unsafe { ptr::copy_nonoverlapping((&raw const shown).cast::<u8>(), to.cast::<u8>(), bytes) };
        1
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        DocumentsTable, Header, NotShared, ShowingDocuments, Shown, ShownPortion, Table, adopt_documents,
    };
    use crate::documents::{Corpus, Documents, Text, from_lines, from_strings};
    use crate::job::block_on;
    use crate::shared::table::ABI;

    fn corpus() -> Corpus {
        let documents = Documents::from_iter(["a", "", "bc"]);
        block_on(|job| from_strings(job, documents)).expect("nothing stops it")
    }

    /// What comes of documents whose table says this of itself.
    fn adopted(header: Header) -> Result<Option<Corpus>, NotShared> {
        let showing = ShowingDocuments::new(|| Some(corpus()));
        // SAFETY: the documents are shown, and as much of their table is read as there is, and no more than that.
        unsafe {
            let Shown { table, documents } = showing.as_ptr().cast::<Shown>().read();
            let table = DocumentsTable { header, ..table.read() };
            let shown = Shown { table: &raw const table, documents };
            adopt_documents((&raw const shown).cast())
        }
    }

    #[test]
    fn a_longer_table_is_understood_and_a_shorter_or_another_one_refused() {
        let Header { abi, size } = Header::of::<DocumentsTable>();
        let longer = adopted(Header { abi, size: size + 8 }).expect("it has all that is wanted");
        assert_eq!(longer.expect("they are there").get(2), Some(&b"bc"[..]));
        let needed = DocumentsTable::NEEDED;
        let refused = adopted(Header { abi, size: size - 8 }).err().expect("it lacks a function").to_string();
        let words = format!(
            "expected documents of version {ABI} with {needed} bytes of functions or more, got version {ABI} with {}: ",
            size - 8
        );
        assert!(refused.starts_with(&words), "{refused}");
        assert!(adopted(Header { abi: ABI + 1, size }).is_err());
    }

    #[test]
    fn as_much_of_a_portion_is_written_as_there_is_room_for() {
        /// A portion as an older addon knows it, and what stands behind that.
        #[repr(C)]
        struct Older {
            text: *const u8,
            bytes: usize,
            behind: u64,
        }

        let showing = ShowingDocuments::new(|| Some(corpus()));
        // SAFETY: the documents are shown until the end, and there is the room that is said.
        unsafe {
            let Shown { table, documents } = showing.as_ptr().cast::<Shown>().read();
            let reading = ((*table).read)(documents);
            let mut older = Older { text: std::ptr::null(), bytes: 0, behind: 7 };
            let to = (&raw mut older).cast::<ShownPortion>();
            assert_eq!(((*table).portion)(reading, 0, to, 16), 1);
            assert_eq!((older.text.read(), older.bytes, older.behind), (b'a', 3, 7));
            assert_eq!(((*table).portion)(reading, 1, to, 16), 0, "there is one portion");
            ((*table).release)(reading);
        }
    }

    #[test]
    fn the_text_is_where_it_was() {
        let text = Arc::new(b"one\r\n\ntwo".to_vec());
        let own = Arc::clone(&text);
        let places = block_on(|job| from_lines(job, own.to_vec())).expect("nothing stops it").expect("UTF-8");
        let kept = Corpus::new(Text::One(Arc::new(text.to_vec())), Arc::new(places));
        let original = kept.portion(0).text().as_ptr();
        let showing = ShowingDocuments::new(move || Some(kept.clone()));
        // SAFETY: the documents are shown meanwhile.
        let lent =
            unsafe { adopt_documents(showing.as_ptr()) }.expect("one version").expect("they are there");
        drop(showing);
        assert_eq!(lent.portion(0).text().as_ptr(), original);
        assert_eq!(
            (0..3).map(|index| lent.get(index)).collect::<Vec<_>>(),
            [Some(&b"one"[..]), Some(b""), Some(b"two")]
        );
        assert_eq!((lent.len(), lent.bytes(), lent.memory(), lent.get(3)), (3, 6, 0, None));
    }
}
