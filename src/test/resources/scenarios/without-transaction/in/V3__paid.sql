ALTER TYPE status ADD VALUE 'paid';
