// SPDX-License-Identifier: MIT
#include "der.h"

#include <string.h>

/* Without its leading zero, an INTEGER is at most as long as the number. */
static bool take_number(struct bytes *b, size_t size, uint8_t *number)
{
	struct der_element e;
	const uint8_t *at;
	size_t len;

	if (!der_take(b, DER_INTEGER, &e) || !e.content.len)
		return false;
	at = e.content.data;
	len = e.content.len;
	if (len == size + 1 && !at[0]) {
		at++;
		len--;
	}
	if (len > size)
		return false;
	memset(number, 0, size);
	memcpy(number + size - len, at, len);
	return true;
}

bool der_ecdsa(struct snpguest_blob der, size_t size, uint8_t *r, uint8_t *s)
{
	struct snpguest_blob numbers;
	struct bytes b;

	if (!der_only(der, DER_SEQUENCE, &numbers))
		return false;
	b = bytes_of(numbers);
	return take_number(&b, size, r) && take_number(&b, size, s) && !b.left;
}
