package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Rules;
import dev.locum.settings.value.Secret;
import java.net.URI;
import java.util.Map;

/**
 * Where a process sends the spans of its traces.
 *
 * @param endpoint the collector
 * @param ca whose certificate the collector must show
 * @param recorded how many of a hundred traces that begin here are recorded
 * @param headers what each request to the collector carries, such as its credential
 */
public record TracesSettings(
    @Setting(
            "The OpenTelemetry collector that gets spans, by OTLP over HTTP: scheme, host and port,"
                + " such as `https://collector:4318`; `/v1/traces` is added. `http` to this machine"
                + " alone.")
        URI endpoint,
    @Setting(
            value = "Whose certificate the collector must show: PEM file, or `system`.",
            defaultsTo = "system")
        CertificateAuthority ca,
    @Setting(
            value =
                "How many of a hundred traces that begin here are recorded. One that a caller began"
                    + " is recorded if the caller says so.",
            defaultsTo = "100",
            atLeast = "0",
            atMost = "100")
        int recorded,
    @Setting(
            value =
                "Headers that the collector wants, by name, such as"
                    + " `authorization: \"file:collector-authorization\"`; the file holds the whole"
                    + " value, `Bearer …`.",
            defaultsTo = "{}",
            form = "[A-Za-z][A-Za-z0-9-]{0,63}")
        Map<String, Secret> headers) {

  private static final int ANY_PORT = 0;

  /** Refuses plaintext to another machine: spans say which tenant did what, and when. */
  public TracesSettings {
    headers = Map.copyOf(headers);
    Rules.check()
        .require(
            "endpoint",
            "https".equals(endpoint.getScheme()) || isLoopback(endpoint),
            "plaintext to another machine (expected: https, or a loopback address)")
        .require(
            "headers",
            headers.values().stream().allMatch(TracesSettings::isOneLine),
            "a value of several lines or none (expected: one line)")
        .orThrow();
  }

  private static boolean isOneLine(Secret value) {
    String text = value.reveal().strip();
    return !text.isEmpty() && text.chars().allMatch(letter -> letter >= ' ' && letter != 0x7F);
  }

  private static boolean isLoopback(URI uri) {
    String host = uri.getHost();
    boolean isBracketed = host.startsWith("[");
    return new Address(isBracketed ? host.substring(1, host.length() - 1) : host, ANY_PORT)
        .isLoopback();
  }
}
