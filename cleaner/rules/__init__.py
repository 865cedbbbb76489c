"""Rule packs: what is read, checked, compiled and matched."""
