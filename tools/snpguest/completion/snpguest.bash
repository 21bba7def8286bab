# SPDX-License-Identifier: MIT
# bash completion for snpguest(1)

# Words of a command, options first; what remains is completed as files.
_snpguest_words() {
	local device="--device --vmpl -v"
	local verdict="--policy --crl --at --trust-anchor --allow-debug"
	local demand="--measurement --host-data --report-data --id-key-digest
		--author-key-digest --processor-model -m -d -r -p"
	local common="--json --quiet --help -q -h"

	case $1 in
	attest) echo "--out $device $verdict $common" ;;
	"verify attestation") echo "$demand --tcb --signature -t -s $verdict $common" ;;
	"verify evidence") echo "--certs $demand $verdict $common" ;;
	"verify certs") echo "--crl --at --trust-anchor $common" ;;
	report) echo "--random --platform -r -p $device $common" ;;
	certificates) echo "pem der $device $common" ;;
	"fetch vcek") echo "pem der --processor-model -p --kds $common" ;;
	"fetch ca" | "fetch crl") echo "pem der milan genoa bergamo siena turin
		--report --endorser -r -e --kds $common" ;;
	"display report") echo "$common" ;;
	"display certs") echo "$common" ;;
	"display key") echo "$common" ;;
	key) echo "vcek vmrk --guest-field-select --guest-svn --tcb-version
		-g -s -t $device $common" ;;
	ok) echo "--device $common" ;;
	verify) echo "attestation evidence certs --help" ;;
	fetch) echo "vcek ca crl --help" ;;
	display) echo "report certs key --help" ;;
	"") echo "attest verify report certificates fetch display key ok help
		--version $common" ;;
	esac
}

# The command so far: its one or two words.
_snpguest_command() {
	local command="" word

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		-*) continue ;;
		esac
		if [[ -z $command ]]; then
			command=$word
			[[ $command == verify || $command == fetch || $command == display ]] || break
		else
			command="$command $word"
			break
		fi
	done
	[[ $command == help ]] && command=""
	echo "$command"
}

_snpguest_argument() {
	case $1 in
	--device) echo "auto tsm" ;;
	--vmpl | -v) echo "auto 0 1 2 3" ;;
	--endorser) echo "vcek vlek" ;;
	--processor-model) echo "milan genoa bergamo siena turin" ;;
	esac
}

_snpguest() {
	local word=${COMP_WORDS[COMP_CWORD]}
	local words

	words=$(_snpguest_argument "${COMP_WORDS[COMP_CWORD-1]}")
	[[ -n $words ]] || words=$(_snpguest_words "$(_snpguest_command)")
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	if [[ $word != -* ]]; then
		local file
		while IFS= read -r file; do
			COMPREPLY+=("$file")
		done < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _snpguest snpguest
