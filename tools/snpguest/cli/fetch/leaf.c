// SPDX-License-Identifier: MIT
#include "leaf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../input/verifier.h"
#include "../output/encode.h"
#include "chain.h"
#include "genuine.h"
#include "obtain.h"

#define NAME_SIZE 256

enum exit_code leaf_url(const struct fetch *fetch,
			const struct snpguest_report *report,
			char url[SNPGUEST_KDS_URL_SIZE])
{
	struct snpguest_error error;
	int ret = snpguest_kds_vcek_url(fetch->verifier, fetch->host,
					fetch->product, report, url,
					SNPGUEST_KDS_URL_SIZE, &error);

	if (ret == -ENOSPC)
		return usage("--kds-url: %s", error.what);
	if (ret)
		return trouble("%s: %s: 'snpguest certificates'",
			       fetch->report_path ? fetch->report_path :
						    "the report",
			       error.what);
	return EXIT_DONE;
}

static struct snpguest_tcb tcb_of(const struct fetch *fetch,
				  const struct snpguest_report *report)
{
	return snpguest_tcb_decode(fetch->product, report->reported_tcb.raw);
}

static bool same_tcb(const struct snpguest_tcb *a, const struct snpguest_tcb *b)
{
	return a->fmc == b->fmc && a->bl == b->bl && a->tee == b->tee &&
	       a->snp == b->snp && a->ucode == b->ucode;
}

#define TCB_TEXT_SIZE 80

static void tcb_text(const struct snpguest_tcb *tcb, char text[TCB_TEXT_SIZE])
{
	char fmc[16] = "";

	if (tcb->has_fmc)
		snprintf(fmc, sizeof(fmc), "fmc %u, ", tcb->fmc);
	snprintf(text, TCB_TEXT_SIZE, "%sbl %u, tee %u, snp %u, ucode %u", fmc,
		 tcb->bl, tcb->tee, tcb->snp, tcb->ucode);
}

/* A certificate of another kind or product, or of another chip. */
static bool is_of_chip(const struct fetch *fetch,
		       const struct snpguest_report *report,
		       const struct snpguest_cert_info *info,
		       struct snpguest_error *why)
{
	char chip[2 * sizeof(info->hwid) + 1];

	if (info->role != SNPGUEST_CERT_VCEK || info->hwid_len == 0 ||
	    info->product != fetch->product) {
		snprintf(why->what, sizeof(why->what),
			 "not this chip's VCEK: %s %s",
			 snpguest_product_name(fetch->verifier, info->product),
			 snpguest_cert_role_name(info->role));
		return false;
	}
	if (memcmp(info->hwid, report->chip_id, info->hwid_len) == 0)
		return true;
	value_hex(info->hwid, info->hwid_len, chip);
	snprintf(why->what, sizeof(why->what),
		 "not this chip's VCEK: that of chip %s", chip);
	return false;
}

/* By what it says of itself; not a verification. Return: true; else @why not. */
static bool leaf_fits(const struct fetch *fetch,
		      const struct snpguest_report *report,
		      const struct snpguest_cert_info *info,
		      struct snpguest_error *why)
{
	char its[TCB_TEXT_SIZE], wanted[TCB_TEXT_SIZE];
	struct snpguest_tcb tcb = tcb_of(fetch, report);

	if (!is_of_chip(fetch, report, info, why))
		return false;
	if (same_tcb(&info->tcb, &tcb))
		return true;
	tcb_text(&info->tcb, its);
	tcb_text(&tcb, wanted);
	snprintf(why->what, sizeof(why->what),
		 "not this chip's VCEK of this TCB: %s; the report has %s", its,
		 wanted);
	return false;
}

/* AMD's ASKs are built in, a file of anchors may have them; else the service has. */
static bool is_genuine(struct fetch *fetch, struct snpguest_blob cert,
		       struct snpguest_error *why)
{
	static const struct snpguest_blob none;
	char url[SNPGUEST_KDS_URL_SIZE];
	struct ca_chain chain;
	bool genuine;

	if (genuine_leaf(fetch, cert, none, why))
		return true;
	if (!settings_add_roots(&fetch->settings) ||
	    snpguest_kds_list_url(fetch->verifier, fetch->host, fetch->product,
				  SNPGUEST_KDS_VCEK_CHAIN, url, sizeof(url),
				  NULL) ||
	    chain_obtain(fetch, url, &chain))
		return false;
	genuine = genuine_leaf(fetch, cert,
			       (struct snpguest_blob){ chain.issuer.data,
						       chain.issuer.len },
			       why);
	chain_free(&chain);
	return genuine;
}

static bool is_leaf(struct fetch *fetch, const void *about,
		    struct snpguest_blob body, struct snpguest_error *why)
{
	const struct snpguest_report *report = about;
	struct snpguest_cert_info info;

	return !snpguest_cert_describe(fetch->verifier, body, &info,
				       sizeof(info), why) &&
	       leaf_fits(fetch, report, &info, why) &&
	       is_genuine(fetch, body, why);
}

/* Product, chip and TCB; the size of a chip id is the product's. */
static void name_entry(const struct fetch *fetch,
		       const struct snpguest_report *report,
		       char name[NAME_SIZE])
{
	struct snpguest_tcb tcb = tcb_of(fetch, report);
	char chip[2 * SNPGUEST_CHIP_ID_SIZE + 1];

	value_hex(report->chip_id, sizeof(report->chip_id), chip);
	snprintf(name, NAME_SIZE, "vcek-%s-%s-%u-%u-%u-%u-%u.der",
		 fetch_product_name(fetch), chip, tcb.fmc, tcb.bl,
		 tcb.tee, tcb.snp, tcb.ucode);
}

enum exit_code leaf_obtain(struct fetch *fetch,
			   const struct snpguest_report *report,
			   struct buffer *der)
{
	char url[SNPGUEST_KDS_URL_SIZE];
	char name[NAME_SIZE];
	struct wanted wanted = { .url = url, .name = name, .judge = is_leaf,
				 .about = report };
	enum exit_code status = leaf_url(fetch, report, url);

	if (status)
		return status;
	name_entry(fetch, report, name);
	return obtain(fetch, &wanted, der);
}

/* A file of either form as DER; nothing is said about what is none. */
static bool read_cert(const char *path, struct buffer *der)
{
	struct snpguest_error error;
	struct snpguest_blob blob;
	struct buffer bytes;
	int ret;

	if (file_try_read_regular(path, FETCH_LIMIT, &bytes))
		return false;
	blob = (struct snpguest_blob){ bytes.data, bytes.len };
	ret = encode_cert(blob, false, der, &error);
	free(bytes.data);
	return ret == 0;
}

static char *path_of(const struct fetch *fetch, bool pem)
{
	return path_join(fetch->directory, pem ? "vcek.pem" : "vcek.der");
}

static bool look(struct fetch *fetch, const struct snpguest_report *report,
		 bool pem, struct buffer *der)
{
	char *path = path_of(fetch, pem);
	struct snpguest_error why;
	bool kept = false;

	if (path && read_cert(path, der)) {
		kept = is_leaf(fetch, report,
			       (struct snpguest_blob){ der->data, der->len },
			       &why);
		if (!kept) {
			note("%s: %s", path, why.what);
			free(der->data);
		}
	}
	free(path);
	return kept;
}

bool leaf_at_hand(struct fetch *fetch, const struct snpguest_report *report,
		  struct buffer *der, bool *as_wanted)
{
	*as_wanted = look(fetch, report, fetch->pem, der);
	return *as_wanted || look(fetch, report, !fetch->pem, der);
}

/* Only what certainly is another VCEK; anything else is not ours to remove. */
static bool is_other_leaf(const struct fetch *fetch,
			  const struct snpguest_report *report,
			  const char *path)
{
	struct snpguest_cert_info info;
	struct snpguest_error why;
	struct buffer der;
	bool other;

	if (!read_cert(path, &der))
		return false;
	other = !snpguest_cert_describe(fetch->verifier,
					(struct snpguest_blob){ der.data,
								der.len },
					&info, sizeof(info), NULL) &&
		info.role == SNPGUEST_CERT_VCEK &&
		!leaf_fits(fetch, report, &info, &why);
	free(der.data);
	return other;
}

enum exit_code leaf_save(struct fetch *fetch,
			 const struct snpguest_report *report,
			 struct snpguest_blob der)
{
	enum exit_code status = fetch_save_cert(fetch, "vcek", der);
	char *path = status ? NULL : path_of(fetch, !fetch->pem);

	if (path && is_other_leaf(fetch, report, path)) {
		if (unlink(path))
			status = trouble("%s: cannot take it away: %s", path,
					 strerror(errno));
		else
			note("%s: replaced by vcek.%s", path,
			     encoding_suffix(fetch->pem));
	}
	free(path);
	return status;
}
