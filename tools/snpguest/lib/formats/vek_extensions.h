/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VEK_EXTENSIONS_H
#define SNPGUEST_VEK_EXTENSIONS_H

#include "../crypto/crypto_x509.h"
#include "products.h"

/**
 * struct vek_extensions - AMD's extensions of a VCEK or VLEK ([KDS] 3)
 * @spl: value of extension .3.n at index n
 * @tcb: TCB_VERSION as @product lays out the values, reserved bytes among them
 * @hwid: inside the certificate; empty in a VLEK
 * @csp_id: inside the certificate; empty in a VCEK
 * @unknown: OID of the first extension that is critical, or AMD's and not
 *	     known here; empty when there is none
 */
struct vek_extensions {
	uint32_t struct_version;
	struct snpguest_blob product_name;
	enum snpguest_product product;
	uint8_t spl[10];
	struct snpguest_tcb tcb;
	struct snpguest_blob hwid, csp_id;
	char unknown[64];
};

/**
 * vek_extensions_parse() - read and check the extensions of a leaf
 * @cert: has to outlive @vek
 * @products: known beside the library's own; NULL: none
 * @role: VCEK or VLEK
 * @why: what is wrong, for people; at least 128 bytes; untouched after 0
 *
 * Everything the product's leaves have must be there, once, well-formed. Of an
 * unknown product only the form is checked; @vek->product says so.
 * Return: 0, -EBADMSG, -ENOMEM.
 */
int vek_extensions_parse(const struct crypto_cert *cert,
			 const struct products *products,
			 enum snpguest_cert_role role,
			 struct vek_extensions *vek, char *why, size_t len);

/**
 * vek_names_chip() - whether the hwID is this chip's
 * @chip_id: SNPGUEST_CHIP_ID_SIZE bytes of a report
 *
 * A hwID is as long as the product's; what follows in CHIP_ID is zero ([ABI]
 * ATTESTATION_REPORT). Return: false also when there is no hwID.
 */
bool vek_names_chip(const struct vek_extensions *vek, const uint8_t *chip_id);

/** Copies what @vek says to the caller's structure. */
void vek_extensions_info(const struct vek_extensions *vek,
			 struct snpguest_cert_info *info);

#endif
