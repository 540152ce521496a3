package dev.locum.settings.value;

import java.util.Locale;

/**
 * A network place, {@code host:port} or {@code [IPv6]:port}.
 *
 * @param host a name or IP literal, without brackets
 * @param port 0 to 65535; 0 lets a server choose a free one
 */
public record Address(String host, int port) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the host is empty or has an odd character, or the port is
   *     out of range
   */
  public Address {
    if (!host.matches("[A-Za-z0-9._:%-]{1,253}")) {
      throw new IllegalArgumentException(
          "host: unexpected form (expected: a name or an IP address)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /**
   * Parses {@code host:port} or {@code [IPv6]:port}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("not an address (expected: host:port)");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("not an address (expected: [IPv6]:port)");
    }
    return new Address(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /**
   * Whether only this machine can reach it: {@code localhost}, {@code 127.0.0.0/8} or {@code ::1},
   * decided by the text alone, since a name service may answer anything.
   */
  public boolean isLoopback() {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("::1")
        || name.matches("127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
  }

  /** The same host with another port, e.g. the one that a server was given for 0. */
  public Address withPort(int newPort) {
    return new Address(host, newPort);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
