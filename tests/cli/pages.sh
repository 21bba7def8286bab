# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # tap.sh sets what is used here
# Manual pages and completion say what the table of commands says.
man=tools/snpguest/man
completion=$PWD/tools/snpguest/completion/snpguest.bash
here=$PWD

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

plain $man/snpguest.1 >"$tmp/page"
while read -r command; do
	options_of "$command" >"$tmp/options"
	is "snpguest(1) has the options of $command" "" \
		"$(while read -r option; do
			grep -qE -e "(^|[ \"])$option([\", ]|\$)" "$tmp/page" ||
				echo "$option"
		done <"$tmp/options")"
done <"$tmp/table"

# The shells know nothing themselves: what they offer is what the table says.
PATH=$(dirname "$snpguest"):$PATH
# offered WORD...: what bash offers for the last of them
offered() {
	bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_snpguest; echo "${COMPREPLY[*]}"' - "$completion" "$@"
}
while read -r command; do
	options_of "$command" >"$tmp/options"
	# shellcheck disable=SC2086 # one or two words
	offered snpguest $command - | tr ' ' '\n' | sort >"$tmp/words"
	is "completion has the options of $command and no other" "" \
		"$(diff "$tmp/options" "$tmp/words")"
done <"$tmp/table"
cut -d' ' -f1 <"$tmp/table" | sort -u >"$tmp/first"
offered snpguest "" | tr ' ' '\n' | grep -v -e '^-' -e '^help$' | sort >"$tmp/words"
is "completion has the first words of commands and no other" "" \
	"$(diff "$tmp/first" "$tmp/words")"
for first in verify fetch display generate; do
	sed -n "s/^$first //p" "$tmp/table" | sort >"$tmp/second"
	offered snpguest $first "" | tr ' ' '\n' | sort >"$tmp/words"
	is "completion has the second words of $first and no other" "" \
		"$(diff "$tmp/second" "$tmp/words")"
done
mkdir "$tmp/here"
: >"$tmp/here/policy.json"
# What may stand at the end of a line, for each shell: LINE|OFFERED
while IFS='|' read -r line wanted; do
	# shellcheck disable=SC2086 # words of a line
	set -- $line
	case $line in *' ') set -- "$@" "" ;; esac
	is "bash: $line" "$wanted" "$(cd "$tmp/here" && offered "$@")"
	if command -v fish >/dev/null; then
		is "fish: $line" "$wanted" "$(cd "$tmp/here" &&
			HOME=$tmp fish -c "source $here/tools/snpguest/completion/snpguest.fish
				complete -C '$line'" 2>/dev/null | cut -f1 | tr '\n' ' ' |
			sed 's/ $//')"
	else
		skip "fish: $line" "no fish; run scripts/setup.sh"
	fi
done <<'LINES'
snpguest att|attest
snpguest verify att|attestation
snpguest verify attestation --al|--allow-debug
snpguest attest --device au|auto
snpguest attest --device ts|tsm
snpguest attest --policy po|policy.json
snpguest attest --at |
snpguest key k vc|vcek
snpguest certificates d|der
snpguest fetch ca pem . mi|milan
snpguest display report --format v|virtee
snpguest -q verify certs --cr|--crl
LINES
is "bash: an argument behind =" auto "$(offered snpguest attest --device = au)"
# zsh's completion needs its line editor; what it does without is looked at.
if command -v zsh >/dev/null; then
	is "zsh: candidates with explanations, and files" \
		"attest:Get a report for a fresh nonce and verify it" "$(zsh -fc '
		_describe() { print -l -- "${(@P)3}" }
		_files() { print files }
		compdef() { }
		words=(snpguest ""); CURRENT=2
		source $1; _snpguest | head -n 1' - tools/snpguest/completion/_snpguest)"
	is "zsh: files" files "$(zsh -fc '
		_describe() { }
		_files() { print files }
		compdef() { }
		words=(snpguest attest --policy ""); CURRENT=4
		source $1; _snpguest' - tools/snpguest/completion/_snpguest)"
else
	skip "zsh: candidates" "no zsh; run scripts/setup.sh"
	skip "zsh: files" "no zsh; run scripts/setup.sh"
fi

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
	# A digest alone on its line cannot be broken.
	for page in "$man"/*.[135]; do
		is "$(basename "$page") is well-formed, in 80 columns" "" \
			"$(groff -man -ww -Tascii -rLL=80n -P-cbou "$page" 2>&1 |
				awk -v "page=$page" '/^[^ ]*(warning|error):/ ||
					index($0, page) == 1 || (length > 80 && NF > 1)')"
	done
else
	skip "manual pages are well-formed" "no groff; run scripts/setup.sh"
fi
for status in 0 1 2 3; do
	is "snpguest(1) explains exit status $status" 1 \
		"$(sed -n '/^.SH EXIT STATUS/,/^.SH KEY/p' $man/snpguest.1 |
			grep -cx "\.B $status")"
done
