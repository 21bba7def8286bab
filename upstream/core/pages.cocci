// SPDX-License-Identifier: GPL-2.0-only
// RBX has 64 bits, and so has what the host says in it.
@ member @
@@
struct snp_req_data {
...
-	unsigned int data_npages;
+	u64 data_npages;
};

@ saved @
identifier mdesc, req, npages;
expression zero;
@@
__handle_guest_request(struct snp_msg_desc *mdesc, struct snp_guest_req *req)
{
...
-	unsigned int npages = zero;
+	u64 npages = zero;
...
}
