# SPDX-License-Identifier: MIT
# message.h with pages of three bytes and a number, for CBMC.
s/authtag\[32\]/authtag[2]/
/rsvd/d
/static_assert/d
/	\(u8\|__le16\) \(algo\|hdr_\|msg_[tsv][a-z]*;\)/d
s/^\(#define SNP_MESSAGE_PAGE_SIZE	\)4096/\10x61/
s/__packed//
