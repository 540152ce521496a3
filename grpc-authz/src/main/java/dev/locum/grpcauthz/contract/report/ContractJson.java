package dev.locum.grpcauthz.contract.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Reports and differences as JSON. Members are only ever added:
 *
 * <pre>{@code
 * {"methods": [{"method": "pkg.Service/Method", "posture": "public" | "internal" | "gated",
 *               "requires": {"roles": [], "scopes": []} | null, "policy": "allow" | "deny" | null}],
 *  "findings": [{"level": "warning", "kind": "unreachable", "subject": "…", "message": "…"}]}
 * {"changes": [{"method": "…", "change": "exposed", "exposure": true, "accepted": false,
 *               "before": {…} | null, "after": {…} | null}]}
 * }</pre>
 *
 * <p>{@code requires} is null for a method that requires nothing, and {@code policy} where no
 * policy decides.
 */
public final class ContractJson {

  private ContractJson() {}

  /** Writes a report as one object. */
  public static void write(JsonGenerator json, ContractReport report) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("methods");
    for (MethodContract contract : report.methods()) {
      write(json, contract);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      json.writeStartObject();
      json.writeStringField("level", word(finding.kind().level()));
      json.writeStringField("kind", word(finding.kind()));
      json.writeStringField("subject", finding.subject());
      json.writeStringField("message", finding.message());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /**
   * Writes a difference as one object.
   *
   * @param accepted the methods whose exposure was accepted
   */
  public static void write(JsonGenerator json, ContractDiff diff, Collection<String> accepted)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("changes");
    for (ContractDiff.Change change : diff.changes()) {
      json.writeStartObject();
      json.writeStringField("method", change.method());
      json.writeStringField("change", word(change.kind()));
      json.writeBooleanField("exposure", change.kind().isExposure());
      json.writeBooleanField("accepted", accepted.contains(change.method()));
      write(json, "before", change.before());
      write(json, "after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Optional<MethodContract> contract)
      throws IOException {
    json.writeFieldName(name);
    if (contract.isPresent()) {
      write(json, contract.get());
    } else {
      json.writeNull();
    }
  }

  private static void write(JsonGenerator json, MethodContract contract) throws IOException {
    json.writeStartObject();
    json.writeStringField("method", contract.method());
    json.writeStringField("posture", word(contract.posture()));
    json.writeFieldName("requires");
    write(json, contract.requires());
    json.writeFieldName("policy");
    if (contract.posture() == Posture.GATED && contract.requires().isEmpty()) {
      json.writeString(word(contract.policy()));
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  static void write(JsonGenerator json, Optional<Requirements> requires) throws IOException {
    if (requires.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    write(json, "roles", requires.get().roles());
    write(json, "scopes", requires.get().scopes());
    json.writeEndObject();
  }

  static void write(JsonGenerator json, String name, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values.stream().sorted().toList()) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** {@code ADDED_OPEN} as {@code added_open}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
