# Completion of berth for fish. What can stand somewhere is known by the program itself:
# 'berth __complete WORD...' writes it (cli/complete.h in the sources tells how).

function __berth_complete
    set -l words (commandline --tokenize --current-process --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor | string trim --left --chars="'\"" | string replace --all '\\' '')
    set -l before ''
    set -l value "$current"
    if string match --quiet -- '--*=*' "$current"
        set before (string replace --regex '=.*' '=' -- "$current")
        set value (string replace --regex '^[^=]*=' '' -- "$current")
    end
    set -l program (string replace --regex '^~/' "$HOME/" -- $words[1])
    $program __complete $words[2..-1] "$current" 2>/dev/null | while read --line line
        switch $line
            case \tfiles
                printf "$before%s\n" (__fish_complete_path "$value")
            case \tfolders
                printf "$before%s\n" (__fish_complete_directories "$value")
            case \tprograms
                __fish_complete_command
            case \t'*'
            case '*'
                printf '%s\n' $line
        end
    end
end

complete --command berth --no-files --keep-order --arguments '(__berth_complete)'
