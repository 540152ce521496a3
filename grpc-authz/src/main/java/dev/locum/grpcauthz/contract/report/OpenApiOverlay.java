package dev.locum.grpcauthz.contract.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import java.io.IOException;
import java.util.Set;

/**
 * A report as an <a href="https://spec.openapis.org/overlay/v1.0.0.html">OpenAPI Overlay 1.0</a>:
 * applied to the OpenAPI description of the same API, it says at each operation who may call it.
 *
 * <p>An operation is found at the path that gRPC itself uses, {@code POST /package.Service/Method},
 * as generators for gRPC, gRPC-Web and Connect write it. It gets {@code security} (nothing for a
 * public method; {@code locumService} for an internal one, {@code locumCaller} for a gated one,
 * each with the scopes) and {@code x-locum-posture}, {@code x-locum-requires}. A target that is not
 * in the description is left out by whoever applies it, as the specification says.
 */
public final class OpenApiOverlay {

  private static final String SERVICE = "locumService";
  private static final String CALLER = "locumCaller";

  private OpenApiOverlay() {}

  /**
   * Writes.
   *
   * @param version version of the overlay, such as that of the API
   */
  public static void write(JsonGenerator json, ContractReport report, String version)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("overlay", "1.0.0");
    json.writeObjectFieldStart("info");
    json.writeStringField("title", "Who may call what");
    json.writeStringField("version", version);
    json.writeEndObject();
    json.writeArrayFieldStart("actions");
    writeSchemes(json);
    for (MethodContract contract : report.methods()) {
      write(json, contract);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeSchemes(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("target", "$");
    json.writeObjectFieldStart("update");
    json.writeObjectFieldStart("components");
    json.writeObjectFieldStart("securitySchemes");
    writeScheme(json, SERVICE, "A service whom a trust source vouches for; no user's token.");
    writeScheme(json, CALLER, "An authenticated user or service.");
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeScheme(JsonGenerator json, String name, String description)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("type", "http");
    json.writeStringField("scheme", "bearer");
    json.writeStringField("description", description);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, MethodContract contract) throws IOException {
    json.writeStartObject();
    json.writeStringField("target", "$.paths['/" + contract.method() + "'].post");
    json.writeObjectFieldStart("update");
    json.writeArrayFieldStart("security");
    if (contract.posture() != Posture.PUBLIC) {
      json.writeStartObject();
      ContractJson.write(
          json,
          contract.posture() == Posture.INTERNAL ? SERVICE : CALLER,
          contract.requires().map(required -> required.scopes()).orElse(Set.of()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("x-locum-posture", ContractJson.word(contract.posture()));
    json.writeFieldName("x-locum-requires");
    ContractJson.write(json, contract.requires());
    json.writeEndObject();
    json.writeEndObject();
  }
}
