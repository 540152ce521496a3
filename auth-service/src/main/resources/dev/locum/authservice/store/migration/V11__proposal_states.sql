-- Names the state of what a proposal is about as it was; one that was proposed before matches none.
ALTER TABLE proposal ADD COLUMN state TEXT NOT NULL DEFAULT '';
