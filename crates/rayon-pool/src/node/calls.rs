//! What JavaScript says of a call besides its arguments, in memory that both sides know: to set a number there takes a
//! nanosecond, to hand it over as an argument ten or more.
//!
//! The memory is a header, the lengths of the texts of a group, and room for the numbers of a small result.
//! `facade/calls.ts` has the same places.
//!
//! An environment may have several facades: copies of the package, and the realms of test runners. They share the memory: a call
//! is over before another one is made, or stands aside for it; what belongs to one of them is known by its number.

use std::cell::RefCell;
use std::ptr::NonNull;
use std::{ptr, slice};

use napi::bindgen_prelude::{Result, Unknown};
use napi::{Env, Error, Status, check_status, sys};

use super::arrays::KeptArray;
use super::control::Control;
use super::facades::Facades;
use super::glance::Number;
use super::opaque::Held;
use crate::pool::Name;

/// Where the header has the pool's handle, in two halves, the lower one first.
const POOL: usize = 0;
/// How many texts there are.
const COUNT: usize = 2;
/// What else is to be known of the call: the sum of what holds.
const FLAGS: usize = 3;
/// What the call has given: see [`Answer`].
const KIND: usize = 4;
/// How many numbers that is.
const LENGTH: usize = 5;
/// The number of the facade that makes the call. (The word behind that is for facades alone.)
const FACADE: usize = 6;
/// The number of the kernel's name.
const KERNEL: usize = 8;
/// What a unit of the kernel's text takes, in picoseconds; zero where that is unknown.
const COST: usize = 9;
/// How long the header is: even, as what is behind it may be of 64 bits.
const HEADER: usize = 10;
/// How many texts a group may have.
const TEXTS: usize = 1 << 14;
/// Where the numbers of a small result stand; what is there is aligned for all of them.
const NUMBERS: usize = HEADER + TEXTS;
/// How many bytes of them there is room for, whatever they are.
const ROOM: usize = 2048;
/// How many words all of it has.
const WORDS: usize = NUMBERS + ROOM / size_of::<u32>();

/// It may be done at once, on this thread.
const AT_ONCE: u32 = 1;
/// No character of the text is above U+00FF.
const LATIN1: u32 = 2;
/// Somebody may want to cancel it, or to see how far it is.
const CONTROLLED: u32 = 4;
/// Nobody knows what its kernel takes but who has seen it run: it is done at once only if it has not taken long so far.
const LEARNT: u32 = 8;
/// It is a call. What is said goes for one: a kernel that is called by nobody's facade finds nothing.
const CALLED: u32 = 16;
/// What was said has been taken by a kernel, which has not returned yet: that is all that stands here then.
const TAKEN: u32 = 32;

const NOT_CALLED: &str = "call this by runTexts(), runBytes(), runNumbers() or runCall() of rayon-pool/kernel, with the addon that it is from";
const SECOND_INPUT: &str = "a kernel has one input, and a call one kernel: make one of Texts, Bytes, AnyNumbers and Call the first argument, and no other";

/// What a call has given.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// A promise.
    Promise,
    /// The result itself.
    Value,
    /// So many numbers, in the memory, for a typed array of this kind.
    Numbers(sys::napi_typedarray_type, u32),
}

/// What is said of a call.
pub(super) struct Said {
    pub(super) pool: f64,
    /// The kernel's.
    pub(super) name: Name,
    pub(super) may_be_at_once: bool,
    /// What its kernel takes is learnt.
    pub(super) is_learnt: bool,
    /// No character of a group is above U+00FF.
    pub(super) is_latin1: bool,
    pub(super) control: Option<Held<Control>>,
    /// The array of a call of numbers.
    pub(super) numbers: Option<KeptArray>,
}

/// What stands beside the memory.
#[derive(Default)]
struct Beside {
    control: Option<Held<Control>>,
    numbers: Option<KeptArray>,
}

/// A call within which another one is made.
struct Outer {
    header: [u32; HEADER],
    beside: Beside,
}

/// The memory, and the facades that use it.
pub struct Calls {
    /// The `ArrayBuffer`.
    buffer: sys::napi_ref,
    data: NonNull<u32>,
    facades: Facades,
    beside: RefCell<Beside>,
    outer: RefCell<Vec<Outer>>,
}

impl Calls {
    pub(super) fn new(env: Env) -> Result<Self> {
        let (mut data, mut buffer, mut reference) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        // SAFETY: the pointers are valid for the calls.
        unsafe {
            let bytes = WORDS * size_of::<u32>();
            check_status!(sys::napi_create_arraybuffer(env.raw(), bytes, &raw mut data, &raw mut buffer))?;
            check_status!(sys::napi_create_reference(env.raw(), buffer, 1, &raw mut reference))?;
        }
        let data = NonNull::new(data.cast())
            .ok_or_else(|| Error::new(Status::GenericFailure, "there is no memory for calls"))?;
        let (facades, beside, outer) = Default::default();
        Ok(Self { buffer: reference, data, facades, beside, outer })
    }

    /// A facade comes: `maker` makes a typed array of its realm, given a kind and a length. Its number then stands in the
    /// memory, which it gets.
    pub(super) fn add_facade(&self, env: Env, maker: &Unknown<'_>) -> Result<Unknown<'static>> {
        let number = self.facades.add(env, maker)?;
        self.with(|words| words[FACADE] = number);
        let mut buffer = ptr::null_mut();
        // SAFETY: the reference is a strong one, and the pointer is valid for the call.
        unsafe {
            check_status!(sys::napi_get_reference_value(env.raw(), self.buffer, &raw mut buffer))?;
            Ok(Unknown::from_raw_unchecked(env.raw(), buffer))
        }
    }

    /// The facades, of which one makes the call that is under way.
    pub(super) fn facades(&self) -> &Facades {
        &self.facades
    }

    /// The call that is being made has this handle, if it is said to have one.
    pub(super) fn set_control(&self, control: Held<Control>) {
        self.beside.borrow_mut().control = Some(control);
    }

    /// The call that is being made has this array.
    pub(super) fn set_numbers(&self, numbers: KeptArray) {
        let before = self.beside.borrow_mut().numbers.replace(numbers);
        drop(before);
    }

    /// What was said of a call goes for none: the kernel did not take it.
    pub(super) fn forget(&self) {
        self.with(|words| words[FLAGS] = 0);
        drop(self.beside.take());
    }

    /// Another call is made within the one that is under way, and may say what it has to.
    pub(super) fn set_aside(&self) {
        let header = self.with(|words| {
            let mut header = [0; HEADER];
            header.copy_from_slice(&words[..HEADER]);
            words[FLAGS] = 0;
            header
        });
        let beside = self.beside.take();
        #[allow(clippy::disallowed_methods, reason = "few calls are made within one another")]
        self.outer.borrow_mut().push(Outer { header, beside });
    }

    /// That is over.
    pub(super) fn take_up(&self) {
        let outer = self.outer.borrow_mut().pop();
        if let Some(Outer { header, beside }) = outer {
            // What the inner one has given has been looked at.
            self.with(|words| words[..HEADER].copy_from_slice(&header));
            // What the outer one still makes is for its facade.
            self.facades.turn_to(header[FACADE]);
            drop(self.beside.replace(beside));
        }
    }

    /// Whether a kernel has taken what was said, and has not returned.
    pub(super) fn is_under_way(&self) -> bool {
        self.with(|words| words[FLAGS] == TAKEN)
    }

    /// What the facade says of the call that is being made. It goes for one input of one kernel.
    pub(super) fn said(&self) -> Result<Said> {
        let said = self.with(|words| {
            let flags = words[FLAGS];
            if flags & CALLED == 0 {
                let why = if flags == TAKEN { SECOND_INPUT } else { NOT_CALLED };
                return Err(Error::new(Status::InvalidArg, why));
            }
            words[FLAGS] = TAKEN;
            // Until there is another answer.
            say(words, Answer::Promise);
            self.facades.turn_to(words[FACADE]);
            let [low, high] = [words[POOL], words[POOL + 1]].map(f64::from);
            Ok((high.mul_add(4_294_967_296.0, low), Name::numbered(words[KERNEL]), flags))
        });
        let (pool, name, flags) = said?;
        let Beside { control, numbers } = self.beside.take();
        Ok(Said {
            pool,
            name,
            may_be_at_once: flags & AT_ONCE != 0,
            is_learnt: flags & LEARNT != 0,
            is_latin1: flags & LATIN1 != 0,
            control: control.filter(|_| flags & CONTROLLED != 0),
            numbers,
        })
    }

    /// Does something with the lengths of the texts of a group.
    pub(super) fn with_lengths<R>(&self, act: impl FnOnce(&[u32]) -> R) -> R {
        self.with(|words| {
            let count = (words[COUNT] as usize).min(TEXTS);
            act(&words[HEADER..HEADER + count])
        })
    }

    /// Says what a call has given.
    pub(super) fn answer(&self, answer: Answer) {
        self.with(|words| say(words, answer));
    }

    /// Says what a unit of the kernel's text takes, in picoseconds.
    pub(super) fn say_cost(&self, of_unit: u32) {
        self.with(|words| words[COST] = of_unit);
    }

    /// Gives numbers as a small result; says whether there is room for them.
    pub(super) fn answer_numbers<N: Number>(&self, parts: &[Vec<N>]) -> bool {
        self.with(|words| put(words, parts))
    }

    /// Does something with the memory.
    fn with<R>(&self, act: impl FnOnce(&mut [u32]) -> R) -> R {
        // SAFETY: so many numbers stand there as long as the buffer does, which is referred to; facades alone have it, and never
        // give it away. This is the JS thread, as those of a `Calls` all are, and `act`, which is none of a user's, runs no
        // JavaScript: nobody else looks at them meanwhile.
        act(unsafe { slice::from_raw_parts_mut(self.data.as_ptr(), WORDS) })
    }
}

fn put<N: Number>(words: &mut [u32], parts: &[Vec<N>]) -> bool {
    let length: usize = parts.iter().map(Vec::len).sum();
    // SAFETY: every pattern of bits is a number of either type.
    let (_, room, _) = unsafe { words[NUMBERS..].align_to_mut::<N>() };
    let (Ok(count), Some(mut rest)) = (u32::try_from(length), room.get_mut(..length)) else {
        return false;
    };
    for part in parts {
        let (to, behind) = rest.split_at_mut(part.len());
        to.copy_from_slice(part);
        rest = behind;
    }
    say(words, Answer::Numbers(N::KIND, count));
    true
}

fn say(words: &mut [u32], answer: Answer) {
    [words[KIND], words[LENGTH]] = match answer {
        Answer::Promise => [0, 0],
        Answer::Value => [1, 0],
        // Node-API counts the kinds from 0.
        Answer::Numbers(kind, length) => [kind.cast_unsigned() + 2, length],
    };
}

#[cfg(test)]
mod tests {
    use super::{FLAGS, KIND, LENGTH, Number, ROOM, WORDS, put};

    /// As much memory as a facade has, aligned as V8's is.
    fn memory() -> Vec<u64> {
        vec![0; WORDS.div_ceil(2)]
    }

    fn has_room<N: Number>(parts: &[Vec<N>]) -> bool {
        let mut memory = memory();
        // SAFETY: every pattern of bits is a number of either type.
        let (_, words, _) = unsafe { memory.align_to_mut::<u32>() };
        let has_room = put(&mut words[..WORDS], parts);
        let length: usize = parts.iter().map(Vec::len).sum();
        let said =
            if has_room { [N::KIND.cast_unsigned() + 2, u32::try_from(length).unwrap()] } else { [0, 0] };
        assert_eq!([words[KIND], words[LENGTH]], said);
        assert_eq!(words[FLAGS], 0);
        has_room
    }

    #[test]
    fn there_is_room_for_so_many_bytes_of_any_kind() {
        assert!(has_room(&[vec![1_u8; ROOM]]) && !has_room(&[vec![1_u8; ROOM + 1]]));
        assert!(has_room(&[vec![1_u32; 200], vec![2; 312]]) && !has_room(&[vec![1_u32; 200], vec![2; 313]]));
        assert!(has_room(&[vec![1_f64; ROOM / 8]]) && !has_room(&[vec![1_f64; ROOM / 8 + 1]]));
        assert!(has_room::<i16>(&[]));
    }
}
