-- Applies the document in the variable "document", in the caller's transaction.
SELECT datamesh.apply(:'document');
