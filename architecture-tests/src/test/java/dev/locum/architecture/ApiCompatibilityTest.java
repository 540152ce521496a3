package dev.locum.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The public API of each Java 17 library against {@code src/test/resources/api/MODULE.txt}.
 *
 * <p>When this fails, keep what was promised, or mark what is still moving {@code @Incubating}
 * before it is released. {@code make api-baseline} moves the baseline: on a release, and, while
 * nothing is released, when a change is meant. What is added needs no new baseline.
 */
class ApiCompatibilityTest {

  private static final Path BASELINES = Path.of("src/test/resources/api");
  private static final JavaClasses PRODUCTION = ProductionClasses.all();

  @ParameterizedTest
  @EnumSource(
      value = Module.class,
      mode = Mode.INCLUDE,
      names = {"TOKEN", "POLICY", "AUDIT", "GRPC_AUTHZ", "WORKER", "TEST_KIT"})
  void api_comparedWithItsBaseline_breaksNobody(Module module) throws IOException {
    Set<String> now = ApiSignatures.of(classesOf(module));
    Path baseline = BASELINES.resolve(module.packageName() + ".txt");
    if ("write".equals(System.getProperty("locum.api.baseline"))) {
      Files.createDirectories(BASELINES);
      Files.write(baseline, now);
    }

    List<String> before = Files.readAllLines(baseline);

    assertThat(before).hasSizeGreaterThan(50);
    assertThat(ApiChanges.breaking(before, now))
        .as("%s; if it is meant: `make api-baseline`", module)
        .isEmpty();
  }

  /** S4-52: the trust sources, the lists of the resolver and the builder are there for users. */
  @Test
  void api_ofGrpcAuthz_exportsWhatAServiceNeeds() {
    assertThat(ApiSignatures.of(classesOf(Module.GRPC_AUTHZ)))
        .extracting(line -> line.substring(line.lastIndexOf('.', line.indexOf(' ')) + 1))
        .anyMatch(line -> line.startsWith("MeshIdentityTrust has static allowing("))
        .anyMatch(line -> line.startsWith("SignedTokenTrust has static builder("))
        .anyMatch(line -> line.startsWith("SharedSecretTrust has static forDevelopmentOnly("))
        .anyMatch(line -> line.startsWith("PeerCertificateTrust has static allowing("))
        .anyMatch(line -> line.startsWith("ContractResolver has static internalMethods("))
        .anyMatch(line -> line.startsWith("ContractResolver has static publicMethods("))
        .anyMatch(line -> line.startsWith("GrpcAuthorization has secure("));
  }

  @Test
  void signatures_ofAPlantedType_sayWhatItPromises() {
    assertThat(planted())
        .containsExactly(
            "dev.locum.architecture.planted.api.PromisedType asks for"
                + " names(I)Ljava/util/List<Ljava/lang/String;>;",
            line(" has <init>()V"),
            line(" has hook()V"),
            line(" has names(I)Ljava/util/List<Ljava/lang/String;>;"),
            line(" has static LIMIT: I"),
            line(" is a class"),
            line(" is a kind of java.lang.Runnable"),
            line(" may be extended"),
            line("$Closed has <init>(Ljava/lang/String;)V"),
            line("$Closed has equals(Ljava/lang/Object;)Z"),
            line("$Closed has hashCode()I"),
            line("$Closed has name()Ljava/lang/String;"),
            line("$Closed has toString()Ljava/lang/String;"),
            line("$Closed is a record"));
  }

  @Test
  void breaking_promiseGone_isReported() {
    for (String promise : planted()) {
      Collection<String> after = new ArrayList<>(planted());
      after.remove(promise);
      boolean demand = promise.contains(ApiSignatures.DEMAND);

      assertThat(ApiChanges.breaking(planted(), after)).hasSize(demand ? 0 : 1);
    }
  }

  @Test
  void breaking_additions_areReportedOnlyAsDemandsOnWhatWasThere() {
    List<String> after = new ArrayList<>(planted());
    after.add(line(" has more()V"));
    after.add("dev.locum.Another asks for m()V");
    assertThat(ApiChanges.breaking(planted(), after)).isEmpty();

    after.add(line(" asks for more()V"));
    assertThat(ApiChanges.breaking(planted(), after))
        .containsExactly("new demand: " + line(" asks for more()V"));
  }

  private static String line(String rest) {
    return "dev.locum.architecture.planted.api.PromisedType" + rest;
  }

  private static Set<String> planted() {
    return ApiSignatures.of(
        List.copyOf(new ClassFileImporter().importPackages("dev.locum.architecture.planted.api")));
  }

  private static List<JavaClass> classesOf(Module module) {
    return PRODUCTION.stream()
        .filter(type -> Layout.PRODUCTION.moduleOf(type).equals(Optional.of(module)))
        .toList();
  }
}
