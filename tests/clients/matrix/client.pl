#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# client.pl VERB: as client.c, in perl, with no module that is compiled.
use strict;
use warnings;

my $device = "/dev/sev-guest";

sub device {
	open(my $file, "+<", $device) or die "$device: $!\n";
	return $file;
}

# Addresses of strings that live as long as the call.
sub ask {
	my ($file, $number, $request, $response) = @_;
	my $argument = pack("C x7 P P Q", 1, $$request, $$response, 0);
	return ioctl($file, $number, $argument) ? 0 : $! + 0;
}

sub report {
	my ($file, $nonce) = @_;
	my $request = chr($nonce) x 64 . "\0" x 32;
	my $response = "\0" x 4000;
	ask($file, 0xc0205300, \$request, \$response) and die "ioctl: $!\n";
	substr($response, 0x70, 64) eq substr($request, 0, 64) or die "another\n";
}

sub extended {
	my $file = device();
	my $response = "\0" x 4000;
	my $table = "\0" x 0x4000;
	my $request = "\0" x 0x70;
	ask($file, 0xc0205302, \$request, \$response) == 5 or die "no EIO\n";
	my $size = unpack("L", substr($request, 0x68, 4)) or die "no length\n";
	$request = "\0" x 96 . pack("P L x4", $table, $size);
	ask($file, 0xc0205302, \$request, \$response) and die "ioctl: $!\n";
	substr($table, 0, 16) ne "\0" x 16 or die "no table\n";
}

sub key {
	my $file = device();
	my ($request, $one, $two) = ("\0" x 32, "\0" x 64, "\0" x 64);
	ask($file, 0xc0205301, \$request, \$one) and die "ioctl: $!\n";
	ask($file, 0xc0205301, \$request, \$two) and die "ioctl: $!\n";
	$one eq $two or die "another key\n";
}

sub forked {
	my $file = device();
	my $child = fork();
	report($file, $_ + ($child ? 100 : 0)) for 1 .. 20;
	exit 0 unless $child;
	waitpid($child, 0);
	die "child: $?\n" if $?;
}

sub looped {
	my $file = device();
	$| = 1;
	for my $i (0 .. $ARGV[1] - 1) {
		report($file, $i % 256);
		print "begun\n" unless $i;
	}
}

my %verbs = (
	exists => sub { -e $device && -c _ or die "not there\n" },
	open => sub { device() },
	report => sub { report(device(), 1) },
	extended => \&extended,
	key => \&key,
	dup => sub { open(my $copy, "+<&", device()) or die; report($copy, 2) },
	fork => \&forked,
	exec => sub { $^F = 100; my $file = device();
		exec($^X, $0, "inherited", fileno($file)) },
	inherited => sub { open(my $file, "+<&=", $ARGV[1]) or die; report($file, 3) },
	opens => sub { my @files = map { device() } 1 .. 200; report($files[-1], 4) },
	loop => \&looped,
);
($verbs{$ARGV[0]} or exit 2)->();
