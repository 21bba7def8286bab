# SPDX-License-Identifier: MIT
# bash completion for snpguest(1)

# Words of a command, options first; what remains is completed as files.
_snpguest_words() {
	local device="--device --vmpl -v"
	local verdict="--policy --crl --at --trust-anchor --allow-debug --verbose -v"
	local demand="--measurement --host-data --report-data --id-key-digest
		--author-key-digest --processor-model -m -d -r -p"
	local launch="--mode --vcpus -v --vcpu-type --vcpu-sig --vcpu-family
		--vcpu-model --vcpu-stepping --vmm-type -t --ovmf -o --ovmf-hash
		--snp-ovmf-hash --kernel -k --kernel-hash --initrd -i
		--initrd-hash --append -a --guest-features -g --vmsa-gpa
		--ec2-rdx --zero-fpu --svsm --vars-size --vars-file --igvm
		--rules --native-zero"
	local common="--json --field --quiet --help -q -h"

	case $1 in
	attest) echo "--out --certs --device --vmpl $verdict $common" ;;
	"verify attestation") echo "$demand --tcb --signature -t -s $verdict $common" ;;
	"verify evidence") echo "--certs $demand $verdict $common" ;;
	"verify certs") echo "--crl --at --trust-anchor --verbose -v $common" ;;
	report) echo "--random --platform --openhcl --azure-cvm -r -p $device $common" ;;
	certificates) echo "pem der $device $common" ;;
	"fetch vcek") echo "pem der --processor-model -p $service $common" ;;
	"fetch ca" | "fetch crl") echo "pem der milan genoa bergamo siena turin
		--report --endorser -r -e --kds $common" ;;
	"display report") echo "--format $common" ;;
	"display certs") echo "$common" ;;
	"display key") echo "$common" ;;
	"generate measurement") echo "$launch --check-kvm --explain --max-vcpus --thorough --trace
		--dump-vmsa --output-format -f --measurement-file -m $common" ;;
	"generate ovmf-hash") echo "--ovmf -o --output-format -f --hash-file $common" ;;
	"generate id-block") echo "--family-id -f --image-id -m --version -v --svn -s
		--policy -p --id-file -i --auth-file -a --output-format
		--compatibility-mask --print-digest --signature
		--author-signature $common" ;;
	"generate key-digest") echo "--key-digest-file -d $common" ;;
	"generate certs-table") echo "$common" ;;
	"generate policy") echo "--from-launch --only $launch $common" ;;
	key) echo "vcek vmrk --guest-field-select --guest-svn --tcb-version
		-g -s -t $device $common" ;;
	ok) echo "--device $common" ;;
	verify) echo "attestation evidence certs --help" ;;
	fetch) echo "vcek ca crl --help" ;;
	display) echo "report certs key --help" ;;
	generate) echo "measurement ovmf-hash id-block key-digest policy
		certs-table --help" ;;
	"") echo "attest verify report certificates fetch display generate key ok help
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
			[[ $command =~ ^(verify|fetch|display|generate)$ ]] || break
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
	--mode) echo "snp seves sev" ;;
	--vmm-type) echo "qemu ec2 gce krun" ;;
	--rules) echo "vmm file igvmmeasure" ;;
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
