package dev.locum.gateway.seal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Seals tokens on their way out and opens them on their way back. Thread-safe, without state.
 *
 * <p><b>Security guarantees</b>: what opens was sealed under one of the keys, as the same kind; a
 * task's binding is as it was sealed, and a page opens only under the binding that it was sealed
 * with. The same token under the same binding and key always seals to the same bytes, because SDKs
 * and Temporal compare tokens. <b>Not guaranteed</b>: secrecy; a token is as readable as
 * Temporal's.
 *
 * <p>Layout: version, kind, key id (4 bytes), binding (each field as length in 2 bytes and UTF-8; a
 * page has none), original, MAC (first 16 bytes of HMAC-SHA256). The version is under the MAC.
 */
public final class TokenSeal {

  private static final byte VERSION = 2;

  /** The layout before: its binding has no attempt. Replicas of before still seal so. */
  private static final byte VERSION_WITHOUT_ATTEMPT = 1;

  private static final int HEAD = 6;
  private static final int MAC_BYTES = 16;
  private static final int BINDING_FIELDS = 7;
  private static final byte[] NONE = {};
  private static final byte[][] NOTHING = {};

  /** Bounds what a caller can have us hash; Temporal's own tokens stay far below. */
  private static final int MAX_SEALED = 1 << 20;

  private final SealKey active;
  private final List<SealKey> accepted;

  /**
   * Seals under the active key and accepts it and the others.
   *
   * @param others former keys, kept at least as long as the longest activity runs, and the next
   *     one, known to all replicas before it becomes the active one
   * @throws IllegalArgumentException if two keys are the same
   */
  public TokenSeal(SealKey active, List<SealKey> others) {
    this.active = active;
    this.accepted = Stream.concat(Stream.of(active), others.stream()).toList();
    if (accepted.stream().mapToInt(SealKey::id).distinct().count() != accepted.size()) {
      throw new IllegalArgumentException("seal keys: one is there twice");
    }
  }

  /** Seals a task token; an empty one stays empty, which is how Temporal says "no task". */
  public ByteString seal(SealKind kind, TaskBinding binding, ByteString original) {
    if (original.isEmpty()) {
      return original;
    }
    return sealed(kind, bytesOf(fields(binding)), NOTHING, original);
  }

  /** Seals a page token; an empty one stays empty, which is how Temporal says "last page". */
  public ByteString seal(SealKind kind, PageBinding binding, ByteString original) {
    return original.isEmpty() ? original : sealed(kind, NONE, fields(binding), original);
  }

  /** Opens a task token; empty if it is not one of ours, of this kind. */
  public Optional<OpenedTask> openTask(SealKind kind, ByteString token) {
    byte[] sealed = verified(kind, token, NOTHING);
    if (sealed == null) {
      return Optional.empty();
    }
    ByteBuffer reader = ByteBuffer.wrap(sealed, HEAD, sealed.length - HEAD - MAC_BYTES);
    String[] fields = new String[BINDING_FIELDS];
    fields[BINDING_FIELDS - 1] = "0";
    int there = sealed[0] == VERSION ? BINDING_FIELDS : BINDING_FIELDS - 1;
    for (int i = 0; i < there; i++) {
      fields[i] = readField(reader);
    }
    TaskBinding binding =
        new TaskBinding(
            fields[0],
            fields[1],
            fields[2],
            fields[3],
            fields[4],
            fields[5],
            Integer.parseInt(fields[6]));
    return Optional.of(new OpenedTask(binding, ByteString.copyFrom(reader)));
  }

  /** Opens a page token; empty if it is not one of ours, of this kind, under this binding. */
  public Optional<ByteString> openPage(SealKind kind, PageBinding binding, ByteString token) {
    if (token.isEmpty()) {
      return Optional.of(token);
    }
    byte[] sealed = verified(kind, token, fields(binding));
    return sealed == null
        ? Optional.empty()
        : Optional.of(ByteString.copyFrom(sealed, HEAD, sealed.length - HEAD - MAC_BYTES));
  }

  private ByteString sealed(SealKind kind, byte[] inside, byte[][] outside, ByteString original) {
    byte[] sealed = new byte[HEAD + inside.length + original.size() + MAC_BYTES];
    ByteBuffer writer = ByteBuffer.wrap(sealed);
    writer.put(VERSION).put(kind.number()).putInt(active.id()).put(inside);
    original.copyTo(writer);
    byte[] mac = mac(active, sealed, outside);
    writer.put(mac, 0, MAC_BYTES);
    return ByteString.copyFrom(sealed);
  }

  private byte @Nullable [] verified(SealKind kind, ByteString token, byte[][] outside) {
    if (token.size() < HEAD + MAC_BYTES || token.size() > MAX_SEALED) {
      return null;
    }
    byte[] sealed = token.toByteArray();
    if (!isKnown(sealed[0]) || sealed[1] != kind.number()) {
      return null;
    }
    SealKey key = find(ByteBuffer.wrap(sealed, 2, 4).getInt());
    if (key == null) {
      return null;
    }
    byte[] expected = Arrays.copyOf(mac(key, sealed, outside), MAC_BYTES);
    byte[] actual = Arrays.copyOfRange(sealed, sealed.length - MAC_BYTES, sealed.length);
    return MessageDigest.isEqual(expected, actual) ? sealed : null;
  }

  private static boolean isKnown(byte version) {
    return version == VERSION || version == VERSION_WITHOUT_ATTEMPT;
  }

  private @Nullable SealKey find(int id) {
    for (SealKey key : accepted) {
      if (key.id() == id) {
        return key;
      }
    }
    return null;
  }

  /** Over what does not travel, each field with its length, and all of the token before the MAC. */
  private static byte[] mac(SealKey key, byte[] sealed, byte[][] outside) {
    Mac mac = key.mac();
    mac.update((byte) outside.length);
    for (byte[] field : outside) {
      mac.update(
          new byte[] {
            (byte) (field.length >>> 24),
            (byte) (field.length >>> 16),
            (byte) (field.length >>> 8),
            (byte) field.length
          });
      mac.update(field);
    }
    mac.update(sealed, 0, sealed.length - MAC_BYTES);
    return mac.doFinal();
  }

  private static byte[][] fields(TaskBinding binding) {
    return new byte[][] {
      utf8(binding.tenant()),
      utf8(binding.namespace()),
      utf8(binding.taskQueue()),
      utf8(binding.workflowId()),
      utf8(binding.runId()),
      utf8(binding.workflowType()),
      utf8(Integer.toString(binding.attempt()))
    };
  }

  private static byte[][] fields(PageBinding binding) {
    return new byte[][] {
      utf8(binding.tenant()),
      utf8(binding.namespace()),
      utf8(binding.method()),
      utf8(binding.subject())
    };
  }

  private static byte[] bytesOf(byte[][] fields) {
    int size = 0;
    for (byte[] field : fields) {
      size += 2 + field.length;
    }
    ByteBuffer writer = ByteBuffer.allocate(size);
    for (byte[] field : fields) {
      if (field.length > 0xffff) {
        throw new IllegalArgumentException("task: a name of " + field.length + " bytes");
      }
      writer.putShort((short) field.length).put(field);
    }
    return writer.array();
  }

  /** Only ever reads what {@link #bytesOf} wrote: the MAC has been checked. */
  private static String readField(ByteBuffer reader) {
    byte[] field = new byte[reader.getShort() & 0xffff];
    reader.get(field);
    return new String(field, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
