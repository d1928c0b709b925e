# Which way of building fits: from the demo images, whose packages are known.
. "$SOURCE/tests/cli/lib.sh" || exit 1
export BERTH_SITE=demo

first() { json '.advices[0] | .way + " " + .fit'; }
fit() { json ".advices[] | select(.way == \"$1\") | .fit" | head -n 1; }
berth build advise --need torch==2.7 --json; exits 0; equals "first" "$(first)" "image fits"
equals "which" "$(json '.advices[0].title | split("/")[-1]')" "$torch"
berth build advise --need 'torch>=2.6,<2.8,einops' --json; exits 0
equals "needs" "$(json '.needs | join(" ")')" "torch>=2.6,<2.8 einops"
equals "first" "$(first)" "venv fits"; equals wrap "$(fit wrap)" no; equals cotainr "$(fit cotainr)" fits
equals "command" "$(json '.advices[0].command | split(" ")[-2:] | join(" ")')" "-p einops"
berth build advise --need torch==1.0,flash-attn --json; exits 1; equals "first" "$(fit image) $(fit venv) $(fit cotainr)" "no no no"
berth build advise --need einops --image "$torch" --json; exits 0; equals "first" "$(first)" "venv fits"
berth build advise --need numpy==1.0 --image "$torch" --json; equals "venv hides the image's" "$(fit venv)" with-care
berth build advise --need einops --image "$easybuild/$old" --json; equals "old ROCm" "$(fit venv)" with-care
berth build advise --need einops --system-package libfoo --json; exits 0; equals "first" "$(first)" "proot fits"
equals "no venv" "$(fit venv)$(fit cotainr)" no
berth build advise --need torch==2.7; exits 0; says "it has torch 2.7.1"; says "$ berth build cotainr"; plain
berth build advise; exits 1; complains L01
berth build advise --need 'a b'; exits 2; complains U07
berth build advise --need torch=2.7; exits 2; complains U07 "did you mean 'torch==2.7'?"
berth build advise --need 'torch = 2.7'; exits 2; complains U07 "did you mean 'torch==2.7'?"
berth build advise --need 'torch >= 2.6'; exits 2; complains U07 "did you mean 'torch>=2.6'?"
berth build advise --need 'torch=>2.6'; exits 2; complains U07 "write it as"
berth build advise --need einops --system-package libfoo=1.2 --json; exits 0; equals "as systems write it" "$(json '.needs[1]')" libfoo=1.2
berth build advise --need 'torch>>2'; exits 2; complains U07
berth build advise --need x --image no-such-image; exits 1; complains I20

finish
