# SPDX-License-Identifier: MIT
"""Guards of channel.c. Each row takes one away and names the claim that has to
fail then: claim, setting (function, messages outstanding, trips, first number),
what is done, and the edits (exact text, its replacement)."""

STORE = """	channel->ops->store_counter(channel->context, message.seqno + 1);
"""
CLAIMED = """			if (channel->outstanding < SNP_CHANNEL_WINDOW)
				return 0;
"""
FULL = """	if (channel->outstanding >= SNP_CHANNEL_WINDOW)
		return -EAGAIN;
"""
END = 0xffffffe0

GUARDS = [
    ("iv", ("calling", 1, 3, 0), "a message is sealed into a slot in use",
     [("struct snp_slot *slot = slot_at(channel, channel->outstanding);",
       "struct snp_slot *slot = slot_at(channel, 0);")]),
    ("iv", ("calling", 0, 2, 0), "a key that is not safe stays in use",
     [("			snp_channel_retire(channel);\n", "")]),
    ("iv", ("calling", 0, 1, END), "the numbers go on to the counter's end",
     [("	       seqno <= SNP_CHANNEL_SEQNO_MAX;", "	       seqno;"),
      ("if (channel_exhausted(channel) && ", "if (0 && ")]),
    ("write_ahead", ("calling", 0, 1, 0), "the durable counter does not move",
     [(STORE, "")]),
    ("write_ahead", ("calling", 0, 1, 0), "it moves to the message, not past it",
     [(STORE, STORE.replace(" + 1", ""))]),
    ("crash", ("crashing", 0, 2, 0), "it moves when the answer is there",
     [(STORE, ""),
      ("	err = channel_deliver(channel, exchange, &delivery);\n",
       "	err = channel_deliver(channel, exchange, &delivery);\n" +
       STORE.replace("message.", "exchange->"))]),
    ("window", ("calling", 2, 3, 0), "a third message is sealed",
     [(FULL, ""), (CLAIMED, "			return 0;\n")]),
    ("forgotten", ("calling", 1, 3, 0), "the host's word ends a message",
     [(CLAIMED, """			channel_acknowledge(channel, 0);
			return 0;
""")]),
    ("forgotten", ("calling", 2, 1, 0), "an answer ends later messages too",
     [("channel_acknowledge(channel, answered);",
       "channel_acknowledge(channel, channel->outstanding - 1);")]),
    ("answer", ("calling", 1, 4, 0), "any authentic answer is the caller's",
     [("delivery->own && answered == delivery->index", "delivery->own")]),
    ("answer", ("calling", 0, 1, 0), "the answer is not cleared first",
     [("	memset(exchange->answer, 0, exchange->answer_max);\n", "")]),
    ("answer", ("calling", 0, 1, 0), "certificates come without an answer",
     [("certs_given = !judged && ", "certs_given = ")]),
    ("wiped", ("calling", 0, 1, 0), "the plaintext of an answer stays",
     [("	memzero_explicit(channel->plain, sizeof(channel->plain));\n"
       "	channel_acknowledge", "	channel_acknowledge")]),
    ("valid", ("calling", 0, 1, 0), "a freed slot is not wiped",
     [("		wipe_slot(slot_at(channel, i));\n", "		;\n")]),
    ("valid", ("calling", 0, 1, 0), "the last number is not remembered",
     [("	channel->last_seqno = message.seqno;\n", "")]),
    ("valid", ("calling", 0, 1, 0), "exposed bytes count as not exposed",
     [("	slot->exposed = true;\n", "")]),
    ("recovery", ("recovering", 2, 6, 0), "answers count only with success",
     [("	if (answered == channel->outstanding)\n",
       "	if (answered == channel->outstanding || exchange->exitinfo2)\n")]),
    ("recovery", ("recovering", 1, 5, 0), "the window is one",
     [(CLAIMED, "			return -EAGAIN;\n")]),
    ("time", ("calling", 0, 3, 0), "trips go on past the deadline",
     [("	return channel->begun &&\n", "	return 0 &&\n")]),
    ("time", ("calling", 0, 2, 0), "a trip may take for ever",
     [("		       U32_MAX);\n", "		       U32_MAX) + 1000;\n")]),
]
