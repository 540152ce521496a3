package dev.locum.settings.value;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), such as {@code
 * 10.0.0.0/8} or {@code 2001:db8::/32}.
 *
 * @param first its first address
 * @param prefix how many bits all of its addresses share
 */
public record Network(InetAddress first, int prefix) {

  private static final Pattern FORM =
      Pattern.compile(
          "((?:[0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the prefix is longer than the address, or the address is
   *     not the first of the block
   */
  public Network {
    byte[] bytes = first.getAddress();
    if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
      throw new IllegalArgumentException(
          "prefix: " + prefix + " (expected: 0 to " + bytes.length * Byte.SIZE + ")");
    }
    for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
      if (bit(bytes, bit) != 0) {
        throw new IllegalArgumentException(
            "an address within the network (expected: zeros after the first " + prefix + " bits)");
      }
    }
  }

  /**
   * Parses {@code ADDRESS/PREFIX}, or an address alone: a block of one.
   *
   * @throws IllegalArgumentException if the text has another form; names are not looked up
   */
  public static Network parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a network (expected: 10.0.0.0/8, or an IP address)");
    }
    InetAddress address = InetAddress.ofLiteral(parts.group(1));
    String prefix = parts.group(2);
    return new Network(
        address,
        prefix == null ? address.getAddress().length * Byte.SIZE : Integer.parseInt(prefix));
  }

  /** Whether an address is one of the block; none of the other version of IP is. */
  public boolean contains(InetAddress address) {
    byte[] own = first.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(own, bit) != bit(other, bit)) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int index) {
    return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefix;
  }
}
