"""aftercall: when a voice call ends, one truthful record of it lands in your own bucket.

    call ─▶ capture ─▶ record ─▶ spool ─▶ ship ─▶ landing (S3, Logs, folder) ─▶ lake ─▶ tables ─▶ answers

`record`, `spool` and `landing` are nouns: each owns the format of what crosses a process boundary.
`capture`, `ship`, `lake` and `warehouse` are stages: each reads one noun and writes the next.
"""

__version__ = "0.1.0"
