package dev.locum.grpcauthz.contract;

import java.io.Serial;
import java.util.List;

/** The contract of a service contradicts itself or cannot be read: the server must not start. */
public final class ContractException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** All problems, each with the service or method that it is about. */
  public ContractException(List<String> problems) {
    super("contract: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each, with the service or method that it is about. */
  public List<String> problems() {
    return problems;
  }
}
