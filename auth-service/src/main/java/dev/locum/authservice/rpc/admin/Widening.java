package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.store.UnitOfWork;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether a change gives somebody or something more than they have, and of what state that is said.
 *
 * @param gives asked in the transaction that would make the change
 * @param state names what is there of what it is about
 */
record Widening(Predicate<Transaction> gives, UnitOfWork<String> state) {

  private static final String NOTHING = "nothing";

  /** Of what only takes away, or shows. */
  static final Widening NEVER = new Widening(tx -> false, tx -> NOTHING);

  /** Of everything of which nothing else is said. */
  static final Widening ALWAYS = new Widening(tx -> true, tx -> NOTHING);

  boolean widens(Transaction tx) {
    return gives.test(tx);
  }

  /**
   * Something that is put in the place of what is there.
   *
   * @param present what is there
   * @param wanted what would be there, given that
   * @param covers whether what is there has all that would be there
   * @param name names a state of it
   * @param <P> what is there
   * @param <W> what would be there
   */
  static <P, W> Widening put(
      UnitOfWork<Optional<P>> present,
      Function<Optional<P>, W> wanted,
      BiPredicate<P, W> covers,
      Function<P, String> name) {
    return new Widening(
        tx -> {
          Optional<P> there = present.run(tx);
          return there.filter(found -> covers.test(found, wanted.apply(there))).isEmpty();
        },
        stateOf(present, name));
  }

  /** Something that is enabled: it has again what it had. */
  static <P> Widening enabled(
      UnitOfWork<Optional<P>> present, Predicate<P> isDisabled, Function<P, String> name) {
    return new Widening(
        tx -> present.run(tx).filter(isDisabled).isPresent(), stateOf(present, name));
  }

  private static <P> UnitOfWork<String> stateOf(
      UnitOfWork<Optional<P>> present, Function<P, String> name) {
    return tx -> present.run(tx).map(name).orElse(NOTHING);
  }
}
