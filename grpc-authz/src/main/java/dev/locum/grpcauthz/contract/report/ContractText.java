package dev.locum.grpcauthz.contract.report;

import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Contracts as text, one line a method, to be kept beside the sources: a change of who may call
 * what is a line of a review.
 *
 * <pre>{@code
 * # locum contract 1
 * carsharing.fleet.v1.FleetService/GetVehicle internal roles=catalog
 * carsharing.trip.v1.TripEdgeService/GetTrip gated policy=allow
 * }</pre>
 *
 * <p>{@code requires=identity} asks for an identity and nothing else. Policy is named where it
 * decides. Names of roles and scopes are percent-encoded.
 */
public final class ContractText {

  /** The first line of every such text. */
  public static final String HEADER = "# locum contract 1";

  private static final String ROLES = "roles=";
  private static final String SCOPES = "scopes=";
  private static final String POLICY = "policy=";
  private static final String IDENTITY = "requires=identity";

  private ContractText() {}

  /** Whether it is meant to be such a text; a descriptor set is not. */
  public static boolean isText(byte[] bytes) {
    byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
    return bytes.length >= header.length
        && Arrays.equals(bytes, 0, header.length, header, 0, header.length);
  }

  /** Writes, in the order of the methods' names, with a line end at the end. */
  public static String write(Collection<MethodContract> contracts) {
    return contracts.stream()
        .map(ContractText::line)
        .sorted()
        .collect(Collectors.joining("\n", HEADER + "\n", contracts.isEmpty() ? "" : "\n"));
  }

  /**
   * Reads what {@link #write} writes; empty lines and lines with {@code #} count for nothing.
   *
   * @throws ContractException with all lines that are none
   */
  public static List<MethodContract> parse(String text) {
    List<MethodContract> contracts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> methods = new HashSet<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Optional<MethodContract> contract = parseLine(line);
      if (contract.isEmpty() || !methods.add(contract.get().method())) {
        problems.add("line " + number + ": not a contract, or a second one of its method");
      } else {
        contracts.add(contract.get());
      }
    }
    if (!problems.isEmpty()) {
      throw new ContractException(problems);
    }
    return List.copyOf(contracts);
  }

  /** One method, such as {@code pkg.Service/Method internal roles=catalog}. */
  public static String line(MethodContract contract) {
    return contract.method() + " " + terms(contract);
  }

  /** What stands behind the method's name: {@code internal roles=catalog}. */
  public static String terms(MethodContract contract) {
    String posture = contract.posture().name().toLowerCase(Locale.ROOT);
    String required = contract.requires().map(ContractText::terms).orElse("");
    boolean policyDecides = contract.posture() == Posture.GATED && contract.requires().isEmpty();
    return posture
        + required
        + (policyDecides ? " " + POLICY + contract.policy().name().toLowerCase(Locale.ROOT) : "");
  }

  private static String terms(Requirements required) {
    return required.isEmpty()
        ? " " + IDENTITY
        : terms(ROLES, required.roles()) + terms(SCOPES, required.scopes());
  }

  private static String terms(String name, Set<String> values) {
    return values.isEmpty()
        ? ""
        : values.stream()
            .sorted()
            .map(value -> URLEncoder.encode(value, StandardCharsets.UTF_8))
            .collect(Collectors.joining(",", " " + name, ""));
  }

  private static Optional<MethodContract> parseLine(String line) {
    String[] words = line.split(" ", -1);
    if (words.length < 2 || words[0].indexOf('/') < 1) {
      return Optional.empty();
    }
    try {
      Posture posture = Posture.valueOf(words[1].toUpperCase(Locale.ROOT));
      MethodContract contract =
          contract(words[0], posture, Arrays.asList(words).subList(2, words.length));
      // Whatever is written otherwise than we write it is not understood.
      return line(contract).equals(line) ? Optional.of(contract) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static MethodContract contract(String method, Posture posture, List<String> terms) {
    Optional<Requirements> requires =
        terms.stream().anyMatch(term -> !term.startsWith(POLICY))
            ? Optional.of(new Requirements(values(terms, ROLES), values(terms, SCOPES)))
            : Optional.empty();
    Policy policy = terms.contains(POLICY + "allow") ? Policy.ALLOW : Policy.DENY;
    return new MethodContract(method, posture, requires, policy, List.of());
  }

  private static Set<String> values(List<String> terms, String name) {
    return terms.stream()
        .filter(term -> term.startsWith(name))
        .flatMap(term -> Arrays.stream(term.substring(name.length()).split(",", -1)))
        .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
        .collect(Collectors.toSet());
  }
}
