# make test is the one command that has to pass; .ci/run calls it.

GO ?= go
CHROMIUM ?= chromium
TOOLS = $(GO) tool -modfile=.ci/tools.mod

.PHONY: build test deps format types soak bench lint lighthouse screenshot release clean

build:
	$(GO) build -trimpath -o playbook ./cmd/playbook

# The race detector is C, so it needs a C compiler; deps sees to that. It makes
# everything some ten times slower: what encodes all pictures of the shipped site,
# compares whole sites number by number, or waits for browsers, does without. The
# shipped site is checked as of a fixed day: its permissions end, and this test
# must not.
HEAVY = Shipped|Crawl|ArchiveOfPictures|BadPictures|PlantedLeaks|PlainLoop|CountOne|InBrowser|InFirefox|SearchFindsWhatIsShown
test: deps format types
	$(GO) vet ./...
	CGO_ENABLED=1 $(GO) test -race -timeout 15m -skip '$(HEAVY)' ./generator/... ./themes/...
	$(GO) test -timeout 15m -run '$(HEAVY)' ./generator
	$(GO) test -timeout 15m ./cmd/...
	$(GO) run ./cmd/playbook check --now 2026-12-01

deps:
	@.ci/deps

format:
	@files=$$(gofmt -l cmd generator themes .ci); \
	if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi

# The law of warm and cold builds over thousands of edits, every template in every
# way to see it, an archive of thirty thousand pictures in 1 GB, and a while of fuzzing.
soak: deps
	PLAYBOOK_SOAK=1 $(GO) test -run 'Look|Valid|Budgets' -timeout 1h ./cmd/playbook
	PLAYBOOK_SOAK=10000 $(GO) test -run 'RebuildEqualsBuild|WithheldWhatever|LiveEqualsClean|FolderEqualsClean|NoEditIsLost|KilledBuild|HugeImport|Laws|QueriesCostLittle' -timeout 4h ./generator/...
	PLAYBOOK_SOAK=10000 GOMAXPROCS=2 GOMEMLIMIT=800MiB $(GO) test -v -run ArchiveOfPictures -timeout 6h ./generator
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 60s $$package || exit 1; \
	  done; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem -timeout 1h ./...

# What the browser runs is bundled without a look at its types.
types: deps
	@node .ci/node_modules/typescript/bin/tsc -p .ci/tsconfig.json

lint: format types
	$(GO) vet ./...
	$(TOOLS) staticcheck ./...

# The picture in README.md, as of the day of the tests; chromium does not wait for
# lazy pictures. As root it wants make screenshot CHROMIUM='chromium --no-sandbox'.
screenshot:
	$(GO) run ./cmd/playbook build --now 2026-12-01 --out dist/screenshot
	sed -i.lazy 's/ loading="lazy" decoding="async"//g' dist/screenshot/index.html
	$(CHROMIUM) --headless --hide-scrollbars --window-size=1280,1120 \
	  --screenshot='$(CURDIR)/.github/screenshot.jpg' 'file://$(CURDIR)/dist/screenshot/index.html'
	rm -r dist/screenshot

# What Lighthouse says of the archive on a phone. It fetches itself, and wants
# a machine with nothing else to do.
lighthouse:
	$(GO) run ./cmd/playbook build --now 2026-12-01 --out dist/lighthouse
	CHROME_PATH="$$(command -v $(CHROMIUM))" node .ci/lighthouse.mjs dist/lighthouse posts.html
	rm -r dist/lighthouse

# Archives for six platforms, with checksums, in dist/.
release:
	$(GO) run .ci/release.go

clean:
	rm -rf playbook dist
