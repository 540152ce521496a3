package dev.locum.carsharing.journal;

import com.google.protobuf.Any;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.carsharing.api.journal.v1.Entry;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which rows change: one request at a time, answered after it was handed to the
 * operating system, so that {@code kill -9} loses nothing that was answered. A loss of power may.
 * Thread-safe.
 */
public final class Journal implements AutoCloseable {

  private final Rows rows;
  private final @Nullable FileChannel file;
  private boolean broken;

  private Journal(Rows rows, @Nullable FileChannel file) {
    this.rows = rows;
    this.file = file;
  }

  /** Rows that end with the process. */
  public static Journal inMemory(Rows rows) {
    return new Journal(rows, null);
  }

  /**
   * Rows that are made again from a file; an entry that was cut by a crash was never answered and
   * is cut off.
   *
   * @throws IOException if the file cannot be read or written
   */
  public static Journal open(Path path, Rows rows) throws IOException {
    byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
    int whole = replay(bytes, rows);
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.truncate(whole);
    file.position(whole);
    return new Journal(rows, file);
  }

  /**
   * Applies a request for a user and keeps it.
   *
   * @param answer the type of the answer
   * @throws NotPossibleException if the rows do not allow it; nothing is kept then
   * @throws UncheckedIOException if it could not be kept; from then on everything is refused
   */
  public synchronized <T extends Message> T commit(
      OnBehalfOf who, Message request, Class<T> answer) {
    if (broken) {
      throw new UncheckedIOException(new IOException("journal: broken"));
    }
    Entry entry =
        Entry.newBuilder()
            .setTenant(who.tenant().value())
            .setUser(who.user().value())
            .setRequest(Any.pack(request))
            .build();
    T answered = answer.cast(rows.apply(entry));
    append(entry);
    return answered;
  }

  /** Reads rows while no request is applied. */
  public synchronized <T> T read(Supplier<T> query) {
    return query.get();
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private void append(Entry entry) {
    if (file == null) {
      return;
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      entry.writeDelimitedTo(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
    } catch (IOException e) {
      broken = true;
      throw new UncheckedIOException(e);
    }
  }

  /** Applies the whole entries and answers where they end. */
  private static int replay(byte[] bytes, Rows rows) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int whole = 0;
    while (!in.isAtEnd()) {
      Entry entry;
      try {
        entry = Entry.parseFrom(in.readByteArray());
      } catch (InvalidProtocolBufferException e) {
        break;
      }
      rows.apply(entry);
      whole = in.getTotalBytesRead();
    }
    return whole;
  }
}
