# SPDX-License-Identifier: MIT
# bash completion for snpguest(1); the program itself knows what may come next.

_snpguest() {
	local word current=${COMP_WORDS[COMP_CWORD]} candidate
	local -a words=()

	# --option=value is three words to bash
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == = ]] || words+=("$word")
	done
	[[ $current != = ]] || current=
	COMPREPLY=()
	while IFS=$'\t' read -r candidate _; do
		if [[ $candidate == :file ]]; then
			compopt -o filenames 2>/dev/null
			while read -r candidate; do
				COMPREPLY+=("$candidate")
			done < <(compgen -f -- "$current")
		elif [[ $candidate == "$current"* ]]; then
			COMPREPLY+=("$candidate")
		fi
	done < <("${COMP_WORDS[0]}" __complete "${words[@]}" "$current" 2>/dev/null)
}

complete -F _snpguest snpguest
