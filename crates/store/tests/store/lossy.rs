//! A file layer for SQLite that knows what is on disk and what only in the page cache.
//!
//! It stands before the system's own layer. Reads and writes pass through; beside that it keeps, for each
//! file, the bytes as of the last sync and the writes since. So a test can ask at any moment what a power cut would leave:
//! the synced bytes, and of the writes since any that it likes. It can also run out of room.

#![expect(unsafe_code, reason = "SQLite's file layer is a table of C functions")]

use std::{
    collections::BTreeMap,
    ffi::{CStr, CString, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::ffi;

/// A disk of a test's own.
#[derive(Clone, Copy)]
pub(crate) struct Disk(&'static State);

struct State {
    name: CString,
    real: *mut ffi::sqlite3_vfs,
    inner: Mutex<Inner>,
}

// SAFETY: the system's layer is usable from any thread, and ours is behind a mutex.
unsafe impl Sync for State {}
// SAFETY: as above.
unsafe impl Send for State {}

#[derive(Default)]
struct Inner {
    files: BTreeMap<PathBuf, Image>,
    room: Option<u64>,
    syncs: u64,
}

/// A file as it lies.
#[derive(Default)]
struct Image {
    durable: Vec<u8>,
    since: Vec<Change>,
    length: u64,
}

enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes: new } => {
                if bytes.len() < at + new.len() {
                    bytes.resize(at + new.len(), 0);
                }
                bytes[*at..at + new.len()].copy_from_slice(new);
            }
            Self::Truncate(length) => bytes.resize(*length, 0),
        }
    }
}

/// How long a sync takes: long enough for a snapshot to fall into it.
const SYNC: Duration = Duration::from_millis(1);

impl Disk {
    /// Registers a new layer with SQLite. It stays until the process ends.
    pub(crate) fn new(name: &str) -> Self {
        // SAFETY: finds the default layer, which lives as long as the process.
        let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!real.is_null());
        let state: &'static State =
            Box::leak(Box::new(State { name: CString::new(name).unwrap(), real, inner: Mutex::default() }));
        // SAFETY: `real` is valid; the copy shares its functions but those we replace, and all of these find the
        // system's layer through pAppData.
        unsafe {
            let layer = Box::leak(Box::new(ptr::read(real)));
            layer.szOsFile = c_int::try_from(OWN).unwrap() + (*real).szOsFile;
            layer.zName = state.name.as_ptr();
            layer.pNext = ptr::null_mut();
            layer.pAppData = ptr::from_ref(state).cast_mut().cast();
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            layer.xAccess = Some(access);
            layer.xFullPathname = Some(full_pathname);
            assert_eq!(ffi::sqlite3_vfs_register(layer, 0), ffi::SQLITE_OK);
        }
        Self(state)
    }

    fn inner(self) -> MutexGuard<'static, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often something was synced.
    pub(crate) fn syncs(self) -> u64 {
        self.inner().syncs
    }

    /// Leaves room for so many more bytes; `None` for a disk without end.
    pub(crate) fn leave_room(self, bytes: Option<u64>) {
        let mut inner = self.inner();
        let used: u64 = inner.files.values().map(|f| f.length).sum();
        inner.room = bytes.map(|b| used + b);
    }

    /// What a power cut at this moment would leave, written into another folder: the synced bytes, and of the writes
    /// since those that `kept` says yes to.
    pub(crate) fn cut(self, into: &Path, mut kept: impl FnMut() -> bool) {
        let inner = self.inner();
        for (path, image) in &inner.files {
            let mut bytes = image.durable.clone();
            for change in image.since.iter().filter(|_| kept()) {
                change.apply(&mut bytes);
            }
            std::fs::write(into.join(path.file_name().unwrap()), bytes).unwrap();
        }
    }
}

/// A file of ours; the system's follows it in the same allocation.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    state: *const State,
    path: *mut PathBuf,
}

const OWN: usize = size_of::<File>();

/// The system's file behind ours.
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: the allocation is szOsFile long: ours, then the system's.
    unsafe { file.cast::<u8>().add(OWN).cast() }
}

macro_rules! pass {
    ($file:ident, $method:ident $(, $arg:expr)*) => {{
        // SAFETY: SQLite gives a file that `open` opened, whose second half is an open file of the system's layer.
        unsafe {
            let real = real($file);
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $arg)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// Our part of a file, and the image it writes.
fn with<T>(file: *mut ffi::sqlite3_file, f: impl FnOnce(&mut Inner, &Path) -> T) -> T {
    // SAFETY: SQLite gives a file that `open` opened, and uses it from one thread at a time.
    let (state, path) = unsafe {
        let file = file.cast::<File>();
        (&*(*file).state, &*(*file).path)
    };
    f(&mut state.inner.lock().unwrap_or_else(PoisonError::into_inner), path)
}

unsafe fn state<'a>(layer: *mut ffi::sqlite3_vfs) -> &'a State {
    // SAFETY: `Disk::new` put it there, and it lives as long as the process.
    unsafe { &*(*layer).pAppData.cast::<State>() }
}

unsafe extern "C" fn open(
    layer: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's, and `file` is szOsFile long.
    unsafe {
        let state = state(layer);
        let ours = file.cast::<File>();
        (*ours).base.pMethods = ptr::null();
        let Some(open) = (*state.real).xOpen else { return ffi::SQLITE_CANTOPEN };
        let done = open(state.real, name, real(file), flags, out);
        if done != ffi::SQLITE_OK {
            return done;
        }
        let path = if name.is_null() {
            PathBuf::from("(temporary)")
        } else {
            PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned())
        };
        let bytes = std::fs::read(&path).unwrap_or_default();
        let mut inner = state.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.files.entry(path.clone()).or_insert_with(|| Image {
            length: bytes.len() as u64,
            durable: bytes,
            since: Vec::new(),
        });
        (*ours).state = state;
        (*ours).path = Box::into_raw(Box::new(path));
        (*ours).base.pMethods = &raw const METHODS;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(layer: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's.
    unsafe {
        let state = state(layer);
        let path = PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned());
        state.inner.lock().unwrap_or_else(PoisonError::into_inner).files.remove(&path);
        (*state.real).xDelete.map_or(ffi::SQLITE_IOERR, |delete| delete(state.real, name, sync))
    }
}

unsafe extern "C" fn access(
    layer: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's.
    unsafe {
        let real = state(layer).real;
        (*real).xAccess.map_or(ffi::SQLITE_IOERR, |access| access(real, name, flags, out))
    }
}

unsafe extern "C" fn full_pathname(
    layer: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: the arguments are SQLite's.
    unsafe {
        let real = state(layer).real;
        (*real).xFullPathname.map_or(ffi::SQLITE_IOERR, |full| full(real, name, length, out))
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let done = pass!(file, xClose);
    // SAFETY: `open` made the path, and a file is closed once.
    unsafe { drop(Box::from_raw((*file.cast::<File>()).path)) };
    done
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, at: i64) -> c_int {
    pass!(file, xRead, into, length, at)
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: SQLite gives `length` bytes.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(length).unwrap()) };
    let fits = with(file, |inner, path| {
        let end = u64::try_from(at).unwrap() + bytes.len() as u64;
        let used: u64 = inner.files.iter().filter(|(p, _)| *p != path).map(|(_, f)| f.length).sum();
        let image = inner.files.entry(path.to_owned()).or_default();
        let length = image.length.max(end);
        if length > image.length && inner.room.is_some_and(|room| used + length > room) {
            return false;
        }
        image.length = length;
        image.since.push(Change::Write { at: usize::try_from(at).unwrap(), bytes: bytes.to_vec() });
        true
    });
    if fits { pass!(file, xWrite, from, length, at) } else { ffi::SQLITE_FULL }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    with(file, |inner, path| {
        let image = inner.files.entry(path.to_owned()).or_default();
        image.length = u64::try_from(length).unwrap();
        image.since.push(Change::Truncate(usize::try_from(length).unwrap()));
    });
    pass!(file, xTruncate, length)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // What is written from now on is not covered by this sync.
    let covered = with(file, |inner, path| inner.files.get(path).map_or(0, |image| image.since.len()));
    std::thread::sleep(SYNC);
    with(file, |inner, path| {
        inner.syncs += 1;
        if let Some(Image { durable, since, .. }) = inner.files.get_mut(path) {
            for change in since.drain(..covered.min(since.len())) {
                change.apply(durable);
            }
        }
    });
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    pass!(file, xFileSize, out)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, op: c_int, arg: *mut c_void) -> c_int {
    pass!(file, xFileControl, op, arg)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    pass!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as in `pass!`; this one gives nothing back.
    unsafe {
        let real = real(file);
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Version 2: without memory-mapped reading, which would go past us.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
