// SPDX-License-Identifier: GPL-2.0-only
// The bare guest request for modules, and its stub where there is no SEV. Its
// declaration is inserted by series.py: spatch does not match a prototype alone.
@ function @
identifier req;
@@
+/**
+ * snp_issue_guest_request() - ask the host to pass a guest message on
+ * @req: exit_code, and where the pages are, in input: the message, its answer
+ *	 and, for an extended request, the certificates. These are shared with
+ *	 the host.
+ *
+ * The message is asked about once. What the host says is left in
+ * @req->exitinfo2, all ones when it said nothing, and how many pages of
+ * certificates it wants in @req->input.data_npages. Nothing of it proves
+ * anything: only an authentic answer does.
+ *
+ * Return: 0, -EAGAIN when the host is busy, -ENOSPC when it wants more pages,
+ * -EIO, or a positive enum es_result for an exception or a malformed request.
+ */
- static
int snp_issue_guest_request(struct snp_guest_req *req)
{
...
}
+EXPORT_SYMBOL_GPL(snp_issue_guest_request);

@ stub @
identifier mdesc, req;
@@
static inline int snp_send_guest_request(struct snp_msg_desc *mdesc, struct snp_guest_req *req) { ... }
+static inline int snp_issue_guest_request(struct snp_guest_req *req) { return -ENODEV; }
