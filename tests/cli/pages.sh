# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Manual pages and completion say what the table of commands says.
man=tools/snpguest/man
completion=tools/snpguest/completion/snpguest.bash

# Text of a page without markup: dashes, fonts and quotes undone.
plain() {
	sed -e 's/\\-/-/g' -e 's/\\f[A-Z]//g' "$1"
}

"$snpguest" --help | sed -n 's/^  \([a-z][a-z -]*[a-z]\)   *[A-Z].*/\1/p' |
	sort >"$tmp/table"
plain $man/snpguest.1 | sed -n '/^.SH COMMANDS/,/^.SH OPTIONS/s/^\.SS //p' |
	sort >"$tmp/sections"
is "snpguest(1) has a section for each command and no other" "" \
	"$(diff "$tmp/table" "$tmp/sections")"

options_of() {
	# shellcheck disable=SC2086 # one or two words
	"$snpguest" $1 --help | grep -oE '^  (-[a-zA-Z], |    )--[a-z0-9-]+' |
		grep -oE -e '--?[a-zA-Z][a-z0-9-]*' | sort -u
}

words_of() {
	bash -c '. "$1"; _snpguest_words "$2"' - $completion "$1" |
		tr -s ' \t\n' '\n' | grep -e '^-' | sort -u
}

plain $man/snpguest.1 >"$tmp/page"
while read -r command; do
	options_of "$command" >"$tmp/options"
	words_of "$command" >"$tmp/words"
	is "completion has the options of $command and no other" "" \
		"$(diff "$tmp/options" "$tmp/words")"
	is "snpguest(1) has the options of $command" "" \
		"$(while read -r option; do
			grep -qE -e "(^|[ \"])$option([\", ]|\$)" "$tmp/page" ||
				echo "$option"
		done <"$tmp/options")"
done <"$tmp/table"

cut -d' ' -f1 <"$tmp/table" | sort -u >"$tmp/first"
bash -c '. "$1"; _snpguest_words ""' - $completion | tr -s ' \t\n' '\n' |
	grep -v -e '^-' -e '^help$' -e '^$' | sort >"$tmp/words"
is "completion has the first words of commands and no other" "" \
	"$(diff "$tmp/first" "$tmp/words")"
for first in verify fetch display generate; do
	sed -n "s/^$first //p" "$tmp/table" | sort >"$tmp/second"
	bash -c '. "$1"; _snpguest_words "$2"' - $completion $first |
		tr -s ' \t\n' '\n' | grep -v -e '^-' -e '^$' | sort >"$tmp/words"
	is "completion has the second words of $first and no other" "" \
		"$(diff "$tmp/second" "$tmp/words")"
done

# complete WORD...: what bash offers for the last of them
offered() {
	bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_snpguest; echo "${COMPREPLY[*]}"' - $completion "$@"
}
is "completion of a second word" "attestation" \
	"$(offered snpguest verify att)"
is "completion of an option" "--allow-debug" \
	"$(offered snpguest verify attestation --al)"
is "completion of an argument" "auto" "$(offered snpguest attest --device au)"

# A page's keys are the schema's.
keys_of() {
	python3 - "$1" <<'PYTHON'
import json, sys
def walk(value):
    if isinstance(value, dict):
        for key, inner in value.get("properties", {}).items():
            yield key
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)
print("\n".join(sorted(set(walk(json.load(open(sys.argv[1])))))))
PYTHON
}
for pair in json:output policy:policy; do
	page=snpguest-${pair%:*}.5
	schema=snpguest-${pair#*:}.schema.json
	plain $man/"$page" >"$tmp/page"
	keys_of tools/snpguest/schema/"$schema" >"$tmp/keys"
	is "$schema has at least ten keys" yes \
		"$([ "$(wc -l <"$tmp/keys")" -ge 10 ] && echo yes)"
	is "$page explains every key of $schema" "" \
		"$(while read -r key; do
			grep -qw -e "$key" "$tmp/page" || echo "$key"
		done <"$tmp/keys")"
done

# The policy in the page is one.
plain $man/snpguest-policy.5 | sed -n '/^.EX/,/^.EE/p' | grep -v '^\.E' \
	>"$tmp/example.json"
t 3 "the policy of snpguest-policy(5) is one" "$snpguest" verify attestation \
	"$tmp/none" "$tmp/none" --policy "$tmp/example.json"
says "none: cannot open" "that only the evidence is missing"

if command -v groff >/dev/null; then
	for page in "$man"/*.[15]; do
		is "$(basename "$page") is well-formed" "" \
			"$(groff -man -ww -z -Tutf8 "$page" 2>&1)"
	done
else
	skip "manual pages are well-formed" "no groff; run scripts/setup.sh"
fi
for status in 0 1 2 3; do
	is "snpguest(1) explains exit status $status" 1 \
		"$(sed -n '/^.SH EXIT STATUS/,/^.SH KEY/p' $man/snpguest.1 |
			grep -cx "\.B $status")"
done
