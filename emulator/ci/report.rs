// SPDX-License-Identifier: MIT

//! An attestation report to standard output, in Rust.
use std::fs::OpenOptions;
use std::io::{stdout, Error, Write};
use std::os::unix::io::AsRawFd;

const GET_REPORT: u64 = 0xc020_5300;

extern "C" {
    fn ioctl(fd: i32, number: u64, ...) -> i32;
}

#[repr(C)]
struct Argument {
    version: u8,
    request: u64,
    response: u64,
    exitinfo2: u64,
}

fn main() -> std::io::Result<()> {
    let (mut request, mut response) = ([0u8; 96], [0u8; 4000]);
    request[..3].copy_from_slice(&[1, 2, 3]);
    let device = OpenOptions::new().read(true).write(true).open("/dev/sev-guest")?;
    let mut argument = Argument {
        version: 1,
        request: request.as_mut_ptr() as u64,
        response: response.as_mut_ptr() as u64,
        exitinfo2: 0,
    };
    if unsafe { ioctl(device.as_raw_fd(), GET_REPORT, &mut argument) } != 0 {
        return Err(Error::last_os_error());
    }
    stdout().write_all(&response[32..32 + 1184])
}
