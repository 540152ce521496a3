package dev.locum.settings.encryption;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.locum.settings.SettingsException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots of a PKCS #11 library that hold a token. SunPKCS11 takes a slot's number alone, and
 * some libraries number their slots anew; a label stays.
 *
 * <p>What is called here: {@code C_Initialize}, {@code C_GetSlotList} and {@code C_GetTokenInfo} of
 * PKCS #11 2.40, for a {@code CK_ULONG} of 64 bits. The library stays initialized: SunPKCS11 goes
 * on with it.
 */
final class TokenSlots {

  private static final long OK = 0;
  private static final long ALREADY_INITIALIZED = 0x191;

  /** {@code CK_C_INITIALIZE_ARGS}: four functions, flags, reserved. */
  private static final long ARGUMENTS = 6 * 8;

  private static final long FLAGS = 4 * 8;

  /** {@code CKF_OS_LOCKING_OK}: several threads will call. */
  private static final long SEVERAL_THREADS = 2;

  /** More than a {@code CK_TOKEN_INFO}, which begins with the label. */
  private static final long TOKEN_INFO = 512;

  private static final long LABEL = 32;
  private static final int MOST_SLOTS = 1024;

  private final SymbolLookup library;

  private TokenSlots(SymbolLookup library) {
    this.library = library;
  }

  @SuppressWarnings("restricted") // Whoever configures the library has it run in this process.
  static TokenSlots of(Path library) {
    try {
      return new TokenSlots(SymbolLookup.libraryLookup(library, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw Pkcs11.unusable("library " + library + " cannot be loaded");
    }
  }

  /**
   * The slot of the token of this label.
   *
   * @throws SettingsException if there is not exactly one
   */
  long find(String label) {
    List<String> seen = new ArrayList<>();
    List<Long> found = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      initialize(arena);
      for (long slot : slots(arena)) {
        String name = label(arena, slot);
        seen.add(name);
        if (name.equals(label)) {
          found.add(slot);
        }
      }
    }
    if (found.size() != 1) {
      throw Pkcs11.unusable(
          (found.isEmpty() ? "no token" : "more than one token")
              + " of label "
              + label
              + " (there: "
              + seen
              + ")");
    }
    return found.getFirst();
  }

  private void initialize(Arena arena) {
    MemorySegment arguments = arena.allocate(ARGUMENTS);
    arguments.set(JAVA_LONG, FLAGS, SEVERAL_THREADS);
    long result = call("C_Initialize", FunctionDescriptor.of(JAVA_LONG, ADDRESS), arguments);
    if (result != OK && result != ALREADY_INITIALIZED) {
      throw refused("C_Initialize", result);
    }
  }

  private long[] slots(Arena arena) {
    FunctionDescriptor form = FunctionDescriptor.of(JAVA_LONG, JAVA_BYTE, ADDRESS, ADDRESS);
    MemorySegment count = arena.allocate(JAVA_LONG);
    count.set(JAVA_LONG, 0, MOST_SLOTS);
    MemorySegment slots = arena.allocate(JAVA_LONG, MOST_SLOTS);
    byte withToken = 1;
    long result = call("C_GetSlotList", form, withToken, slots, count);
    if (result != OK) {
      throw refused("C_GetSlotList", result);
    }
    return slots.asSlice(0, count.get(JAVA_LONG, 0) * JAVA_LONG.byteSize()).toArray(JAVA_LONG);
  }

  /** Padded with blanks; of a token that cannot be asked: none. */
  private String label(Arena arena, long slot) {
    MemorySegment info = arena.allocate(TOKEN_INFO);
    FunctionDescriptor form = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS);
    return call("C_GetTokenInfo", form, slot, info) == OK
        ? new String(info.asSlice(0, LABEL).toArray(JAVA_BYTE), StandardCharsets.UTF_8).strip()
        : "";
  }

  @SuppressWarnings("restricted")
  private long call(String name, FunctionDescriptor form, Object... arguments) {
    MemorySegment function =
        library.find(name).orElseThrow(() -> Pkcs11.unusable("library: it has no " + name));
    MethodHandle handle = Linker.nativeLinker().downcallHandle(function, form);
    try {
      return (long) handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name + " could not be called", e);
    }
  }

  private static SettingsException refused(String function, long result) {
    return Pkcs11.unusable("the library answers 0x" + Long.toHexString(result) + " to " + function);
  }
}
