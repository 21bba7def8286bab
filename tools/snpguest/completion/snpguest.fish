# SPDX-License-Identifier: MIT
# fish completion for snpguest(1); the program itself knows what may come next.

function __snpguest_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = :file
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end

complete -c snpguest -f -a '(__snpguest_complete)'
