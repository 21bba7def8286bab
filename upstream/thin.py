# SPDX-License-Identifier: MIT
"""What the channel has for kernels that keep the bare request to themselves.

There a carrier waits for others, leaves calls behind and fetches their ends
later. In the series nobody does: each piece here leaves, or gives way to another
one, and has to be there once.
"""

TRIP = [
    (""" * @timeout_ms: how long a platform that cannot ask the host itself may wait for
 *		whoever does
 * @stop: whether the machine is about to stop: a platform that waits for others
 *	  goes then
""", ""),
    (""" * @certs_needed: out: RBX as the host left it, as far as the platform sees it:
 *		  the architecture's code keeps 32 bits
 * @fetched: out: this is what an earlier trip, whose caller did not wait for its
 *	     end, has brought back; the host has not been asked again
""", """ * @certs_needed: out: RBX as the host left it
"""),
    ("	u32 timeout_ms;\n	struct snp_stop *stop;\n", ""),
    ("	bool fetched;\n", ""),
]

CHANNEL_H = [
    ("struct snp_stop;\n\n", ""),
    ("""/*
 * What a trip may take although the deadline is nearer or past: a caller who
 * queued for long still gets an answer that is there for the asking.
 */
#define SNP_CHANNEL_TRIP_MS	100

""", ""),
    (" * Takes until the deadline and SNP_CHANNEL_TRIP_MS at most, as far as the\n"
     " * operations keep their own promises.\n",
     " * Begins no trip after the deadline, but the first one: a caller who queued for\n"
     " * long still gets an answer that is there for the asking.\n"),
    ("how long it may take, SNP_CHANNEL_TRIP_MS aside", "how long it may take"),
    ("	bool begun;	/* a trip was made for this caller, or one fetched */\n",
     "	bool begun;	/* a trip was made for this caller */\n"),
]

CHANNEL_C = [
    (""" *			bytes that are not n's went	DEAD: ENOTTY
 *			out under its number
 *			an older trip's end fetched	same bytes, first time
""", ""),
    (""" *	Bounds		BUSY by the deadline, growth by SNP_CHANNEL_GROWTHS, an
 *			older trip's end by one, all else by SNP_CHANNEL_TRIES.
 *	The deadline	is looked at before every trip but the first, by
 *			channel_is_late(), and is what a trip may take.
""", """ *	Bounds		BUSY by the deadline, growth by SNP_CHANNEL_GROWTHS, all
 *			else by SNP_CHANNEL_TRIES.
 *	The deadline	is looked at before every trip but the first, by
 *			channel_is_late().
"""),
    ("	bool fetched;		/* the last trip was an older one's end */\n"
     "	unsigned int fetches;\n", ""),
    ("		.timeout_ms = channel_trip_ms(channel),\n", ""),
    ("	delivery->fetched = trip.fetched;\n"
     "	exchange->trips += !trip.fetched;\n", "	exchange->trips++;\n"),
    ("	if (no_trip(err) || trip.fetched)\n", "	if (no_trip(err))\n"),
    ("	if (delivery->fetched && !delivery->fetches++)\n		return 0;\n", ""),
    ("""		if (carried == -EKEYREVOKED) {
			snp_channel_retire(channel);
			return -ENOTTY;
		}
""", ""),
]

DEVICE_C = [
    ("	trip->stop = &device->stop;\n", ""),
]

DEVICE_H = [
    ("how long all of it may take, SNP_CHANNEL_TRIP_MS aside",
     "how long all of it may take, a last trip aside"),
]

MESSAGE_H = [
    (""" * @plain: the payload it was made from; for a carrier that has to have the
 *	   same bytes sealed again by someone else. Secret.
""", """ * @plain: the payload it was made from. Secret.
"""),
    (""" * AES-256-GCM with a 16-byte tag and a 12-byte IV, as guest messages use it.
 * aead_kernel.c is the kernel's; a user-space build brings its own.
""", """ * SNP guest messages: the 4096-byte page that goes to the secure processor.
 * Layout and rules: SEV Secure Nested Paging Firmware ABI (AMD 56860), section
 * "Guest Messages". No I/O, no locks; everything here works on private memory.
"""),
]

SEV_GUEST_H = [
    ("/* ----------------- statistics.c, cpuid_file.c: debugfs, see its ABI file */",
     "/* ------------------------------- debugfs.c: debugfs, see its ABI file */"),
    ("/* -------------------------- tsm.c, tsm_svsm.c: reports by configfs-tsm */",
     "/* ------------------------------------- tsm.c: reports by configfs-tsm */"),
]

PLATFORM_H = [
    (" * response page once. What an earlier trip left behind is fetched first, in place\n"
     " * of all that.\n", " * response page once.\n"),
    (""" * Exactly one platform is linked into a module. The line runs between
""", """ * The line runs between
"""),
    (""" * Context: process context, callers serialise. May sleep. Bounded: a platform
 * that has to wait for whoever asks the host gives up after @trip->timeout_ms,
 * as soon as a fatal signal is pending, and when the machine is about to stop; the
 * trip goes on without its caller.
""", """ * Context: process context, callers serialise.
"""),
    (""" * -EINTR when a fatal signal ended a wait, -ETIMEDOUT when one took too long,
 * -EAGAIN when the machine is about to stop;
 * -ENODEV when there is no host; -ENOMEM. In the last two cases nothing was
 * exposed. -EKEYREVOKED when other bytes than the image's were encrypted under
 * its number: the key must not be used any more.
""", """ * -ENODEV when there is no host; -ENOMEM. In the last two cases nothing was
 * exposed.
"""),
]
