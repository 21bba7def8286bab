# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Trouble of the machine, and files that stand in the way of each other: what is
# not found out is status 3, and the cause is named.

trouble=$tmp/trouble
mkdir "$trouble"
chmod 711 "$tmp" "$trouble"
cp "$snpguest" "$trouble/tool"
chmod 755 "$trouble/tool"

mkdir "$trouble/closed"
chmod 0 "$trouble/closed"
t 3 "a directory that may not be read" as_nobody "$trouble/tool" verify certs \
	"$trouble/closed"
says "closed: cannot read the directory: Permission denied" "cause"
chmod 700 "$trouble/closed"

# The token of another run that may not go: nobody must take it for this one's.
mkdir "$trouble/kept"
echo old >"$trouble/kept/ear"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$trouble/key.pem" \
	2>/dev/null
chmod 644 "$trouble/key.pem"
chmod 555 "$trouble/kept"
t 3 "an old token that may not be removed" as_nobody "$trouble/tool" verify evidence \
	"$trouble/none" --ear "$trouble/kept/ear" --ear-key "$trouble/key.pem"
says "kept/ear: cannot take the old one away: Permission denied" "cause"
chmod 755 "$trouble/kept"

: >"$trouble/empty"
truncate -s 2097153 "$trouble/large"
t 2 "an empty trust anchor" "$snpguest" verify evidence "$trouble/none" \
	--trust-anchor "$trouble/empty"
says "empty: empty; an anchor is needed" "what is needed"
t 2 "a trust anchor without end" "$snpguest" verify evidence "$trouble/none" \
	--trust-anchor "$trouble/large"
says "large: more than 2097152 bytes are no anchor" "the bound"

echo '{"report":"00"}' >"$trouble/lines"
t 2 "verdicts over the lines that they are about" "$snpguest" verify evidence \
	"$trouble/lines" --jobs 1 --out "$trouble/lines"
says "lines is the stream itself" "why"
is "verdicts over the lines: they are still there" '{"report":"00"}' \
	"$(cat "$trouble/lines")"
t 3 "a stream that breaks off" "$snpguest" verify evidence /proc/self/mem --jobs 1
says "cannot read the stream: Input/output error" "cause"
# More of them than are kept back.
for _ in $(seq 300); do cat "$trouble/lines"; done >"$trouble/more-lines"
t 3 "verdicts to a full disk" "$snpguest" verify evidence "$trouble/more-lines" \
	--jobs 1 --out /dev/full
says "cannot write the verdicts: No space left on device" "cause"
t 3 "verdicts on a full disk" sh -c '"$1" verify evidence "$2" --jobs 1 >/dev/full' - \
	"$snpguest" "$trouble/more-lines"
says "cannot write the verdicts: No space left on device" "cause"
chmod 644 "$trouble/lines"
# Under sanitizers: those who look for leaks want a thread at the end.
t 3 "a machine that has no threads" as_nobody env ASAN_OPTIONS=detect_leaks=0 \
	prlimit --nproc=0:0 "$trouble/tool" verify evidence "$trouble/lines" \
	--jobs 2
says "cannot start a thread" "cause"

cat >"$trouble/random.c" <<'C'
#include <errno.h>
#include <sys/types.h>
ssize_t getrandom(void *bytes, size_t len, unsigned int flags);
ssize_t getrandom(void *bytes, size_t len, unsigned int flags)
{
	(void)bytes, (void)len, (void)flags;
	errno = EIO;
	return -1;
}
C
case $(ldd "$snpguest") in
*libasan*) ;; # which has to be loaded first
*)
	${CC:-cc} -shared -fPIC -o "$trouble/random.so" "$trouble/random.c" || exit 1
	t 3 "no random numbers" env LD_PRELOAD="$trouble/random.so" "$snpguest" attest
	says "no random numbers for a nonce: Input/output error" "cause"
	;;
esac

if [ -d "$VECTORS/sets/milan-vcek-42e1f926" ]; then
	set -- "$VECTORS"/sets/milan-vcek-42e1f926/report-*.bin
	mkdir "$trouble/evidence" "$trouble/certs" "$trouble/many"
	cp "$1" "$trouble/evidence/report.bin"
	cp "$VECTORS"/sets/milan-vcek-42e1f926/vcek-*.der "$trouble/certs/vcek.der"
	run "$snpguest" generate certs-table "$trouble/certs" "$trouble/evidence/auxblob"
	head -c 100 /dev/zero | tr '\0' '\251' >"$trouble/evidence/certs.bin"
	t 0 "a table beside a broken one" "$snpguest" verify evidence "$trouble/evidence" \
		--at 2026-06-01
	says "certs.bin: a second certificate table, malformed; not used" "which"
	openssl x509 -inform der -in "$trouble/certs/vcek.der" -out "$trouble/vcek.pem"
	for i in $(seq 65); do
		{ echo "$i" && cat "$trouble/vcek.pem"; } >"$trouble/many/$(printf %02d "$i").pem"
	done
	t 0 "more certificates than anybody needs" "$snpguest" verify attestation \
		"$trouble/many" "$1" --at 2026-06-01
	says "65.pem: before it are 64 files with certificates, or 16 MiB of them; not used" \
		"from where on"
else
	skip "certificates in one another's way" "vectors not found at $VECTORS; set VECTORS"
fi
