// SPDX-License-Identifier: MIT

//! client VERB: as client.c, the way a Rust program does it (statx for exists,
//! O_CLOEXEC on every file), on the standard library alone.
use std::fs::{File, OpenOptions};
use std::os::unix::io::{AsRawFd, FromRawFd};
use std::path::Path;

const DEVICE: &str = "/dev/sev-guest";
const GET_REPORT: u64 = 0xc020_5300;
const GET_KEY: u64 = 0xc020_5301;
const GET_EXT_REPORT: u64 = 0xc020_5302;

extern "C" {
    fn ioctl(fd: i32, number: u64, ...) -> i32;
    fn fcntl(fd: i32, command: i32, ...) -> i32;
    fn fork() -> i32;
    fn waitpid(pid: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(status: i32) -> !;
}

#[repr(C)]
struct Argument {
    version: u8,
    request: u64,
    response: u64,
    exitinfo2: u64,
}

fn device() -> File {
    OpenOptions::new().read(true).write(true).open(DEVICE).expect(DEVICE)
}

fn ask(file: &File, number: u64, request: &mut [u8], response: &mut [u8]) -> (i32, u64) {
    let mut argument = Argument {
        version: 1,
        request: request.as_mut_ptr() as u64,
        response: response.as_mut_ptr() as u64,
        exitinfo2: 0,
    };
    let result = unsafe { ioctl(file.as_raw_fd(), number, &mut argument) };
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    (if result == 0 { 0 } else { errno }, argument.exitinfo2)
}

fn report(file: &File, nonce: u8) {
    let mut request = [0u8; 96];
    let mut response = [0u8; 4000];
    request[..64].fill(nonce);
    assert_eq!(ask(file, GET_REPORT, &mut request, &mut response).0, 0);
    assert_eq!(response[0x70..0xb0], request[..64]);
}

fn extended() {
    let (file, mut response) = (device(), [0u8; 4000]);
    let (mut request, mut table) = ([0u8; 0x70], vec![0u8; 0x4000]);
    assert_eq!(ask(&file, GET_EXT_REPORT, &mut request, &mut response), (5, 1 << 32));
    assert_ne!(request[0x68..0x6c], [0; 4]);
    request[0x60..0x68].copy_from_slice(&(table.as_mut_ptr() as u64).to_le_bytes());
    assert_eq!(ask(&file, GET_EXT_REPORT, &mut request, &mut response).0, 0);
    assert_ne!(table[..16], [0; 16]);
}

fn key() {
    let (file, mut request) = (device(), [0u8; 32]);
    let (mut one, mut two) = ([0u8; 64], [0u8; 64]);
    assert_eq!(ask(&file, GET_KEY, &mut request, &mut one).0, 0);
    assert_eq!(ask(&file, GET_KEY, &mut request, &mut two).0, 0);
    assert_eq!(one, two);
}

fn forked() {
    let file = device();
    let child = unsafe { fork() };
    for i in 0..20 {
        report(&file, i + if child == 0 { 0 } else { 100 });
    }
    if child == 0 {
        unsafe { _exit(0) }
    }
    let mut status = -1;
    unsafe { waitpid(child, &mut status, 0) };
    assert_eq!(status, 0);
}

fn inherit() {
    let file = device();
    unsafe { fcntl(file.as_raw_fd(), 2, 0) };
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["inherited", &file.as_raw_fd().to_string()])
        .status();
    assert!(status.unwrap().success());
}

fn threads() {
    let file = std::sync::Arc::new(device());
    let workers: Vec<_> = (0..8)
        .map(|nonce| {
            let file = file.clone();
            std::thread::spawn(move || (0..10).for_each(|_| report(&file, nonce)))
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
}

fn looped(times: u32) {
    let file = device();
    for i in 0..times {
        report(&file, i as u8);
        if i == 0 {
            println!("begun");
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words[1].as_str() {
        "exists" => assert!(Path::new(DEVICE).exists()),
        "open" | "report" => report(&device(), 1),
        "extended" => extended(),
        "key" => key(),
        "dup" => report(&device().try_clone().unwrap(), 2),
        "fork" => forked(),
        "exec" => inherit(),
        "inherited" => report(&unsafe { File::from_raw_fd(words[2].parse().unwrap()) }, 3),
        "opens" => {
            let files: Vec<File> = (0..200).map(|_| device()).collect();
            report(files.last().unwrap(), 4)
        }
        "threads" => threads(),
        "loop" => looped(words[2].parse().unwrap()),
        _ => std::process::exit(2),
    }
}
