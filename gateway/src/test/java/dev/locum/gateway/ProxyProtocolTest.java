package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.TcpRelay;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.settings.value.Network;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Load balancers that say where a client is (PROXY protocol, version 2), and who is believed. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ProxyProtocolTest {

  private static final Network HERE = Network.parse("127.0.0.0/8");
  private static final Network ELSEWHERE = Network.parse("192.0.2.0/24");
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final int PROXY = 0x21;
  private static final int LOCAL = 0x20;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final String GATEWAY = "198.51.100.1";

  /** What begins a TLS connection (RFC 8446 §5.1), as far as nobody answers to it yet. */
  private static final byte[] TLS = {0x16, 0x03, 0x01};

  @TempDir private Path directory;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    world = behind(HERE);
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test // S1-08
  void clientsBehindABalancer_areHeardWhateverOthersBehindItDo() throws IOException {
    ManagedChannel guessing = channel(relay(header(PROXY, TCP4, "203.0.113.1", GATEWAY)));
    List<DenialReason> told = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      told.add(refusal(ClientInterceptors.intercept(guessing, bearer("lk_made-up-" + i))));
    }

    assertThat(told).contains(DenialReason.LOGIN_RATE_LIMITED);
    for (byte[] other :
        List.of(
            header(PROXY, TCP4, "203.0.113.2", GATEWAY),
            header(PROXY, TCP6, "2001:db8:1::1", "2001:db8:2::1"))) {
      String quiet = relay(other);
      assertThat(refusal(channel(quiet, "lk_made-up"))).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
      describe(channel(quiet, FakeWorkload.operator("alice-worker").apiKey()));
    }
  }

  // What a balancer says besides is passed over; its own look at us has no client.
  @Test
  void headersThatSayMore_orThatThereIsNoClient_areTaken() throws IOException {
    String key = FakeWorkload.operator("alice-worker").apiKey();

    describe(channel(relay(with(header(PROXY, TCP4, "203.0.113.1", GATEWAY), 900)), key));
    describe(channel(relay(header(LOCAL, 0, new byte[0])), key));
    describe(channel(relay(header(LOCAL, TCP4, "203.0.113.1", GATEWAY)), key));
  }

  @ParameterizedTest
  @MethodSource("badBeginnings")
  void connectionOfABalancer_withoutAValidHeader_isClosed(String what, byte[] beginning)
      throws IOException {

    assertThat(isClosed(beginning)).as(what).isTrue();
    Await.untilPasses(
        "it is counted",
        () -> assertThat(counted()).isEqualTo("locum_gateway_unproxied_connections_total 1.0"));
  }

  static List<Arguments> badBeginnings() {
    byte[] valid = header(PROXY, TCP4, "203.0.113.1", GATEWAY);
    byte[] newer = valid.clone();
    newer[12] = 0x31;
    byte[] command = valid.clone();
    command[12] = 0x22;
    return List.of(
        Arguments.of("TLS at once", new byte[200]),
        Arguments.of("HTTP/2 at once", ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
        Arguments.of("version 1", ascii("PROXY TCP4 203.0.113.1 198.51.100.1 56324 7440\r\n")),
        Arguments.of("version 3", newer),
        Arguments.of("an unknown command", command),
        Arguments.of("no family", header(PROXY, 0x00, new byte[0])),
        Arguments.of("datagrams", header(PROXY, 0x12, "203.0.113.1", GATEWAY)),
        Arguments.of("a UNIX socket", header(PROXY, 0x31, new byte[216])),
        Arguments.of("an unknown family", header(PROXY, 0x41, new byte[12])),
        Arguments.of("too few bytes for the addresses", header(PROXY, TCP6, new byte[12])),
        Arguments.of("too much besides", with(valid, 1_300)),
        Arguments.of("far too much besides", with(valid, 60_000)));
  }

  /** The control: the same look at a connection that is fine. */
  @Test
  void connectionOfABalancer_withAValidHeader_staysOpen() throws IOException, InterruptedException {

    assertThat(isClosed(join(header(PROXY, TCP4, "203.0.113.1", GATEWAY), TLS))).isFalse();
    assertThat(counted()).isEqualTo("locum_gateway_unproxied_connections_total 0.0");
  }

  // Whoever may say where they come from could have any number of allowances.
  @Test // S1-08
  void headerFromElsewhere_isNotBelieved() throws IOException {
    world.close();
    world = behind(ELSEWHERE);

    describe(
        channel(
            "127.0.0.1:" + world.gateway().port(), FakeWorkload.operator("alice-worker").apiKey()));
    assertThat(isClosed(join(header(PROXY, TCP4, "203.0.113.1", GATEWAY), new byte[200]))).isTrue();
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class,
                    () ->
                        describe(
                            channel(relay(header(PROXY, TCP4, "203.0.113.1", GATEWAY)), "lk_any")))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private GatewayWorld behind(Network balancers) throws IOException {
    return GatewayWorld.start(
        directory, new OpenRules(), settings -> GatewayWorld.behind(settings, List.of(balancers)));
  }

  private String relay(byte[] preamble) throws IOException {
    return world.started(TcpRelay.before(List.of(world.gateway().port()), preamble)).target();
  }

  private Channel channel(String target, String bearer) {
    return ClientInterceptors.intercept(channel(target), bearer(bearer));
  }

  private ManagedChannel channel(String target) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(target, world.trusting().build()).build();
    world.<AutoCloseable>started(channel::shutdownNow);
    return channel;
  }

  private static ClientInterceptor bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private static void describe(Channel channel) {
    WorkflowServiceGrpc.newBlockingStub(channel)
        .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
  }

  private static DenialReason refusal(Channel channel) {
    return Refusals.reasonOf(
        catchThrowableOfType(StatusRuntimeException.class, () -> describe(channel)));
  }

  /** Whether the gateway ends a connection that begins so, and says nothing. */
  private boolean isClosed(byte[] beginning) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.gateway().port())) {
      socket.setSoTimeout(3000);
      socket.getOutputStream().write(beginning);
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // What TLS has to say about it.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      // A reset: closed with bytes that nobody read.
      return true;
    }
  }

  private String counted() {
    try {
      return world
          .metrics()
          .lines()
          .filter(line -> line.startsWith("locum_gateway_unproxied_connections_total"))
          .findFirst()
          .orElse("no such metric");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] header(int command, int family, String from, String to) {
    byte[] source = InetAddress.ofLiteral(from).getAddress();
    byte[] destination = InetAddress.ofLiteral(to).getAddress();
    return header(command, family, join(source, destination, new byte[] {0x12, 0x34, 0x1d, 0x10}));
  }

  private static byte[] header(int command, int family, byte[] addresses) {
    return join(
        SIGNATURE,
        new byte[] {(byte) command, (byte) family},
        ByteBuffer.allocate(2).putShort((short) addresses.length).array(),
        addresses);
  }

  /** The same with something of so many bytes that nobody here knows, of type PP2_TYPE_NOOP. */
  private static byte[] with(byte[] header, int bytes) {
    byte[] longer =
        join(
            header,
            new byte[] {0x04},
            ByteBuffer.allocate(2).putShort((short) bytes).array(),
            new byte[bytes]);
    ByteBuffer.wrap(longer).putShort(14, (short) (longer.length - 16));
    return longer;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
