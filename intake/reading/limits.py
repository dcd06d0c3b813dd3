"""How large a file may be before it is refused, and what its reader may use up."""

MIB = 1024 * 1024

FILE_BYTES = 200 * MIB
ZIP_ENTRIES = 10_000
ZIP_UNPACKED_BYTES = 1024 * MIB
COLUMNS = 2_000  # twice the stores of the largest retailer
XLSX_ROWS = 1_048_576  # no sheet has more
CELLS = 30_000_000  # rows x columns up to the last used cell, empty ones included

MEMORY_BYTES = 2048 * MIB  # at most; of a small file far less
LEAST_MEMORY_BYTES = 512 * MIB
MEMORY_PER_BYTE = 20  # of the file; a million sales rows, cell by cell, need 14
CPU_SECONDS = 28
WALL_SECONDS = 30

SKU_LENGTH = 64
STORE_LENGTH = 100
NAME_LENGTH = 255
UNITS = 2_000_000_000
AMOUNT_DIGITS, AMOUNT_DECIMALS = 12, 2
ORDER_DAYS = 731  # two years: an order that arrives later is a date gone wrong
SHOWN_LENGTH = 200  # characters of a bad value that are kept
WARNINGS_OF_A_CODE = 10_000
HEADER_SEARCH_ROWS = 30
SAMPLED_ROWS = 200  # below the header, to tell what a column is
HEAD_ROWS = HEADER_SEARCH_ROWS + SAMPLED_ROWS  # of a large sheet: looked at cell by cell


def memory_for(file_bytes: int) -> int:
    """The address space a reader gets: a small file cannot ask for much, whatever it unpacks to."""
    return min(MEMORY_BYTES, LEAST_MEMORY_BYTES + MEMORY_PER_BYTE * file_bytes)
