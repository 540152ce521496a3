package dev.locum.settings.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a network, and who is in it. */
class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, 10.255.255.255",
    "192.0.2.128/25, 192.0.2.128, 192.0.2.255",
    "192.0.2.7, 192.0.2.7, 192.0.2.7",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
    "2001:db8::/33, 2001:db8::, 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff",
    "::1, ::1, ::1",
  })
  void network_hasItsFirstAndItsLastAddress(String network, String first, String last) {
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(first))).isTrue();
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(last))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 11.0.0.0",
    "10.0.0.0/8, 9.255.255.255",
    "192.0.2.128/25, 192.0.2.127",
    "192.0.2.7, 192.0.2.6",
    "2001:db8::/33, 2001:db8:8000::",
    "0.0.0.0/0, ::1",
    "::/0, 127.0.0.1",
  })
  void network_hasNoOtherAddress(String network, String other) {
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(other))).isFalse();
  }

  // A name would be somebody else's to answer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "balancer.example.org/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10/8",
        "10.0.0.1/8",
        "999.0.0.0/8",
        "2001:db8::/129",
        "2001:db8::1/64",
        "fe80::1%eth0",
        "/8",
        ":"
      })
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
