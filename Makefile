# One word for each thing a contributor does. Every tool is pinned in the Maven build; nothing to install but a JDK.
MVN := ./mvnw -B

.DEFAULT_GOAL := help
.PHONY: help build test format lint e2e real-temporal fuzz dev docs proto-baseline contract-baseline api-baseline reproducible

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## everything the build decides on: compile, analyse, test, package
	$(MVN) verify

test: ## unit tests only, without static analysis
	$(MVN) -Dquick test

format: ## rewrite sources and poms the way the build wants them
	$(MVN) -q spotless:apply

lint: ## static analysis, formatting and dependency rules, no tests
	$(MVN) verify -DskipTests

e2e: ## the end-to-end tests on real processes
	$(MVN) -Dquick -pl e2e -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false

real-temporal: ## the gateway before a real Temporal server, which is built once (needs Go and PostgreSQL)
	scripts/temporal-server build
	$(MVN) -Dquick -Dlocum.real-temporal -pl gateway -am package -Dtest='dev.locum.gateway.real.*Test' -Dsurefire.failIfNoSpecifiedTests=false

fuzz: ## new hostile input for the parsers, a minute for each fuzz test
	scripts/fuzz

dev: ## the whole of Locum in one JVM on this machine
	./locum up

docs: ## generated pages, and API documentation of the libraries, into target/reports/apidocs
	$(MVN) -q -Dquick -DskipTests -pl launcher -am package
	. .mvn/find-jdk.sh && "$$JAVA_HOME/bin/java" -cp 'launcher/target/app/lib/*' dev.locum.settings.bootstrap.WriteReference docs
	. .mvn/find-jdk.sh && "$$JAVA_HOME/bin/java" -cp launcher/target/app/locum.jar dev.locum.launcher.bootstrap.WriteCliReference docs
	$(MVN) -q -Dquick compile javadoc:aggregate

proto-baseline: ## on a release: move the protocol baseline to what the .proto files say now
	$(MVN) -Dquick -pl protocol test -Dtest=ProtocolCompatibilityTest -Dlocum.proto.baseline=write

contract-baseline: ## after a review: move who may call what in the example to what its .proto files say now
	$(MVN) -Dquick -pl examples/car-sharing -am test -Dtest=ContractBaselineTest -Dsurefire.failIfNoSpecifiedTests=false -Dlocum.contract.baseline=write

api-baseline: ## on a release: move what the libraries promise to what their classes say now
	$(MVN) -Dquick -pl architecture-tests -am test -Dtest=ApiCompatibilityTest -Dsurefire.failIfNoSpecifiedTests=false -Dlocum.api.baseline=write

reproducible: ## build a library twice and compare the bytes
	scripts/reproducible-check
