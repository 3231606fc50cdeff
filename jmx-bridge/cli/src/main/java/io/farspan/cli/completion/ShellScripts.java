package io.farspan.cli.completion;

/** What each shell needs around the functions that print candidates. */
final class ShellScripts {

    private ShellScripts() {}

    /** For bash 3.2 and later. */
    static String bash(String candidates) {
        return candidates
                + """
                _farspan() {
                  local current words line
                  current=${COMP_WORDS[COMP_CWORD]}
                  words=("${COMP_WORDS[@]:0:COMP_CWORD}")
                  COMPREPLY=()
                  while IFS= read -r line; do
                    if [ "$line" = :files ]; then
                      compopt -o filenames 2>/dev/null
                      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
                    elif [[ $line == "$current"* ]]; then
                      case $line in -*) [ -n "$current" ] || continue ;; esac
                      COMPREPLY+=("$line")
                    fi
                  done < <(__farspan_candidates "${words[@]}")
                }
                complete -F _farspan farspan
                """;
    }

    /** For zsh with compinit. */
    static String zsh(String candidates) {
        return "#compdef farspan\n"
                + candidates
                + """
                _farspan() {
                  local -a lines
                  lines=("${(@f)$(__farspan_candidates "${(@)words[1,CURRENT-1]}")}")
                  if [[ ${lines[1]} == :files ]]; then
                    _files
                    return
                  fi
                  [[ -n ${words[CURRENT]} ]] || lines=("${(@)lines:#-*}")
                  compadd -- "${(@)lines:#}"
                }
                if [[ ${funcstack[1]} == _farspan ]]; then
                  _farspan "$@"
                else
                  compdef _farspan farspan
                fi
                """;
    }

    /** For fish, which runs the functions by sh. */
    static String fish(String candidates) {
        String script = candidates + "__farspan_candidates \"$@\"\n";
        return "set -g __farspan_script '" + script.replace("\\", "\\\\").replace("'", "\\'") + "'\n"
                + """
                function __farspan_complete
                    set -l lines (sh -c $__farspan_script sh (commandline -opc))
                    if test "$lines[1]" = :files
                        __fish_complete_path (commandline -ct)
                    else
                        string match -v -- '' $lines
                    end
                end
                complete -c farspan -f -a '(__farspan_complete)'
                """;
    }
}
