// SPDX-License-Identifier: MIT

//! sev VERB: clients of virtee's crate `sev`, as it is. `measure` reads launches, one
//! a line, and prints their digests; `judge` asks a key distribution service, as
//! virtee's tool does; the other verbs ask `/dev/sev-guest`, as client.rs.
use sev::certs::snp::{ca, Certificate, Chain, Verifiable};
use sev::firmware::guest::{AttestationReport, DerivedKey, Firmware, GuestFieldSelect};
use sev::firmware::host::CertTableEntry;
use sev::measurement::idblock::{generate_key_digest, snp_calculate_id};
use sev::measurement::sev::*;
use sev::measurement::snp::*;
use sev::measurement::vcpu_types::CpuType;
use sev::measurement::vmsa::{GuestFeatures, VMMType};
use sev::parser::ByteParser;
use sev::Generation;
use std::error::Error;
use std::path::PathBuf;

type Answer = Result<String, Box<dyn Error>>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file(name: &str) -> Option<PathBuf> {
    (name != "-").then(|| PathBuf::from(name))
}

/// MODE OVMF HASH VCPUS TYPE VMM FEATURES KERNEL INITRD APPEND; "-" where there is none.
fn digest(words: &[&str]) -> Answer {
    let [mode, ovmf, hash, vcpus, cpu, vmm, features, kernel, initrd, append] = words else {
        return Err("ten words".into());
    };
    let (ovmf_file, vcpus) = (PathBuf::from(ovmf), vcpus.parse()?);
    let vcpu_type = CpuType::try_from(*cpu)?;
    let vmm_type = Some(vmm.parse::<VMMType>()?);
    let (kernel_file, initrd_file) = (file(kernel), file(initrd));
    let append = (*append != "-").then_some(*append);
    Ok(match *mode {
        "hash" => calc_snp_ovmf_hash(ovmf_file)?.get_hex_ld(),
        "snp" => snp_calc_launch_digest(SnpMeasurementArgs {
            vcpus,
            vcpu_type,
            ovmf_file,
            guest_features: GuestFeatures(features.parse()?),
            kernel_file,
            initrd_file,
            append,
            ovmf_hash_str: (*hash != "-").then_some(*hash),
            vmm_type,
        })?
        .get_hex_ld(),
        "seves" => hex(&seves_calc_launch_digest(SevEsMeasurementArgs {
            vcpus,
            vcpu_type,
            ovmf_file,
            kernel_file,
            initrd_file,
            append,
            vmm_type,
        })?),
        "sev" => hex(&sev_calc_launch_digest(SevMeasurementArgs {
            ovmf_file,
            kernel_file,
            initrd_file,
            append,
        })?),
        _ => return Err("no mode".into()),
    })
}

fn measure() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split('\t').collect();
        println!("{}", digest(&words).unwrap_or_else(|_| "refused".to_string()));
    }
}

/// ID-KEY AUTHOR-KEY DIGEST: the ID block, and what the ID key's digest is.
fn id_block(words: &[String]) {
    let digest: Vec<u8> = (0..96)
        .step_by(2)
        .map(|at| u8::from_str_radix(&words[2][at..at + 2], 16).unwrap())
        .collect();
    let all = snp_calculate_id(
        Some(SnpLaunchDigest::try_from(digest.as_slice()).unwrap()),
        None,
        None,
        None,
        None,
        PathBuf::from(&words[0]),
        PathBuf::from(&words[1]),
    )
    .unwrap();
    println!("{}", hex(all.id_block.to_bytes().unwrap().as_ref()));
    println!("{}", generate_key_digest(PathBuf::from(&words[0])).unwrap().get_hex_ld());
    println!("{}", generate_key_digest(PathBuf::from(&words[1])).unwrap().get_hex_ld());
}

fn report(device: &mut Firmware, nonce: u8) {
    let bytes = device.get_report(None, Some([nonce; 64]), None).unwrap();
    let report = AttestationReport::from_bytes(&bytes).unwrap();
    assert_eq!(report.report_data, [nonce; 64]);
}

/// The table's chain verifies, and so does the report by it; another one does not.
fn extended() {
    let mut device = Firmware::open().unwrap();
    let (bytes, table) = device.get_ext_report(None, Some([7; 64]), None).unwrap();
    let entries: Vec<CertTableEntry> = table.expect("a table");
    let chain = Chain::from_cert_table_der(entries).unwrap();
    chain.verify().unwrap();
    let mut report = AttestationReport::from_bytes(&bytes).unwrap();
    (&chain, &report).verify().unwrap();
    report.measurement[0] ^= 1;
    assert!((&chain, &report).verify().is_err());
}

/// What a service answers with 200.
fn get(url: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(reqwest::blocking::get(url)?.error_for_status()?.bytes()?.to_vec())
}

/// What the report says of its chip and its TCB, as a VCEK's URL has it. Turin has
/// an id of 8 bytes, and a part of the TCB more.
fn leaf_path(report: &AttestationReport) -> Answer {
    let tcb = &report.reported_tcb;
    if report.chip_id == [0; 64] {
        return Err("the chip's id is masked".into());
    }
    let (id, fmc) = match tcb.fmc {
        Some(fmc) => (&report.chip_id[..8], format!("fmcSPL={fmc:02}&")),
        None => (&report.chip_id[..], String::new()),
    };
    Ok(format!(
        "{}?{fmc}blSPL={:02}&teeSPL={:02}&snpSPL={:02}&ucodeSPL={:02}",
        hex(id),
        tcb.bootloader,
        tcb.tee,
        tcb.snp,
        tcb.microcode
    ))
}

/// URL REPORT [VLEK]: whether the report verifies by what the service at URL has of
/// its product; the leaf of a VLEK does not come from there. What cannot be fetched or
/// read ends with 3, what does not verify with 1.
fn judge(words: &[String]) {
    let fetched = || -> Result<(Chain, AttestationReport), Box<dyn Error>> {
        let report = AttestationReport::from_bytes(&std::fs::read(&words[1])?)?;
        let (family, model) = (report.cpuid_fam_id, report.cpuid_mod_id);
        let product = Generation::identify_cpu(family.unwrap_or(0), model.unwrap_or(0))?;
        let kind = if words.len() > 2 { "vlek" } else { "vcek" };
        let place = format!("{}/{kind}/v1/{}", words[0], product.titlecase());
        let vek = match words.get(2) {
            Some(file) => std::fs::read(file)?,
            None => get(&format!("{place}/{}", leaf_path(&report)?))?,
        };
        let ca = ca::Chain::from_pem_bytes(&get(&format!("{place}/cert_chain"))?)?;
        Ok((Chain { ca, vek: Certificate::from_der(&vek)? }, report))
    };
    let (chain, report) = fetched().unwrap_or_else(|why| {
        eprintln!("{why}");
        std::process::exit(3)
    });
    if let Err(why) = (&chain, &report).verify() {
        eprintln!("{why}");
        std::process::exit(1);
    }
}

/// Nanoseconds that this thread has run.
fn used() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// REPORT VCEK ASK ARK: microseconds of a report under a chain that was verified
/// once, the least of some rounds.
fn rate(words: &[String]) {
    const ROUNDS: u64 = 12;
    const PER_ROUND: u64 = 100;
    let file = |n: usize| std::fs::read(&words[n]).unwrap();
    let chain = Chain::from_der(&file(3), &file(2), &file(1)).unwrap();
    let bytes = file(0);
    chain.verify().unwrap();
    let round = || {
        let start = used();
        for _ in 0..PER_ROUND {
            let report = AttestationReport::from_bytes(&bytes).unwrap();
            (&chain.vek, &report).verify().unwrap();
        }
        (used() - start) / PER_ROUND
    };
    let best = (0..ROUNDS).map(|_| round()).min().unwrap();
    println!("{:.1}", best as f64 / 1000.0);
}

fn key() {
    let mut device = Firmware::open().unwrap();
    let mut ask = |svn| {
        let request = DerivedKey::new(false, GuestFieldSelect(1), 0, svn, 0, None);
        device.get_derived_key(Some(1), request).unwrap()
    };
    assert_eq!(ask(0), ask(0));
    assert_ne!(ask(0), [0; 32]);
}

fn opens() {
    let mut devices: Vec<Firmware> = (0..200).map(|_| Firmware::open().unwrap()).collect();
    report(devices.last_mut().unwrap(), 4);
}

fn threads() {
    let workers: Vec<_> = (0..8)
        .map(|nonce| {
            std::thread::spawn(move || {
                let mut device = Firmware::open().unwrap();
                (0..10).for_each(|_| report(&mut device, nonce));
            })
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
}

fn looped(times: u32) {
    let mut device = Firmware::open().unwrap();
    for i in 0..times {
        report(&mut device, i as u8);
        if i == 0 {
            println!("begun");
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    match words[1].as_str() {
        "measure" => measure(),
        "id-block" => id_block(&words[2..]),
        "open" => drop(Firmware::open().unwrap()),
        "report" => report(&mut Firmware::open().unwrap(), 1),
        "extended" => extended(),
        "judge" => judge(&words[2..]),
        "rate" => rate(&words[2..]),
        "key" => key(),
        "opens" => opens(),
        "threads" => threads(),
        "loop" => looped(words[2].parse().unwrap()),
        _ => std::process::exit(2),
    }
}
